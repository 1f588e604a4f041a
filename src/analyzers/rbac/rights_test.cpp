// SPDX-License-Identifier: Apache-2.0
#include "analyzers/rbac/rights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace bulwark::analyzers::rbac {
namespace {

std::string text(const std::vector<ExplainedRule>& rules) {
  std::string out;
  for (const ExplainedRule& rule : rules) out += rule.text() + "\n";
  return out;
}

TEST(Rights, MergesVerbsThenResourcesThenGroups) {
  EXPECT_EQ(text(merged({{"watch", "apps", "deployments"},
                         {"get", "apps", "deployments"},
                         {"list", "apps", "deployments"},
                         {"get", "apps", "statefulsets"},
                         {"list", "apps", "statefulsets"},
                         {"watch", "apps", "statefulsets"},
                         {"create", "", "pods"}})),
            "create on pods\n"
            "get, list, watch on deployments.apps, statefulsets.apps\n");
}

TEST(Rights, JoinsNoGroupToAResourceThatIsNotOfIt) {
  EXPECT_EQ(text(merged({{"get", "", "pods"}, {"get", "apps", "deployments"}})),
            "get on pods\n"
            "get on deployments.apps\n");
  EXPECT_EQ(text(merged({{"get", "", "events"}, {"get", "events.k8s.io", "events"}})),
            "get on events, events.events.k8s.io\n");
}

TEST(Rights, KeepsNamesWithTheirVerbs) {
  EXPECT_EQ(text(merged({{"get", "", "secrets", "a", {}, false},
                         {"get", "", "secrets", "b", {}, false},
                         {"update", "", "secrets", "b", {}, false}})),
            "get on secrets named a\n"
            "get, update on secrets named b\n");
}

TEST(Rights, LeavesOutANameWhereAllAreAllowed) {
  EXPECT_EQ(text(merged({{"get", "", "secrets", "a", {}, false}, {"get", "", "secrets"}})),
            "get on secrets\n");
}

TEST(Rights, MergesPaths) {
  EXPECT_EQ(text(merged({{"get", {}, {}, {}, "/metrics"},
                         {"get", {}, {}, {}, "/healthz"},
                         {"post", {}, {}, {}, "/healthz"}})),
            "get, post on /healthz\n"
            "get on /metrics\n");
}

// What merged rules say is what went in, but for names that all names cover.
TEST(Rights, SayExactlyTheSameWhenTheyAreMerged) {
  std::mt19937 random(3);  // NOLINT: the same rights at every run
  const std::vector<std::string> verbs{"get", "list", "delete"}, groups{"", "apps"},
      resources{"pods", "pods/log", "secrets"}, names{"a", "b", "c"};
  const auto one = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
  for (int round = 0; round < 500; ++round) {
    std::set<Right> in;
    for (std::size_t i = 0; i < 1 + random() % 30; ++i) {
      Right right{one(verbs), one(groups), one(resources)};
      if (random() % 3 != 0) {
        right.any_name = false;
        right.name = one(names);
      }
      if (random() % 6 == 0) right = {one(verbs), {}, {}, {}, "/" + one(names)};
      in.insert(right);
    }
    std::set<Right> out;
    for (const ExplainedRule& rule : merged({in.begin(), in.end()})) {
      for (const Right& right : parts_of(rule)) EXPECT_TRUE(out.insert(right).second);
    }
    for (auto at = in.begin(); at != in.end();) {
      Right whole{at->verb, at->group, at->resource};
      at = !at->any_name && in.contains(whole) ? in.erase(at) : std::next(at);
    }
    ASSERT_EQ(in, out);
  }
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
