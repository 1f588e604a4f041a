// SPDX-License-Identifier: Apache-2.0
#include "analyzers/rbac/least.h"

#include <gtest/gtest.h>

#include <random>

#include "analyzers/rbac/test_model.h"
#include "base/text.h"

namespace bulwark::analyzers::rbac {
namespace {

std::string text(const std::vector<LeastRole>& roles) {
  std::string out;
  for (const LeastRole& role : roles) {
    for (const ExplainedRule& rule : role.rules)
      out += (role.name_space.empty() ? "cluster" : role.name_space) + ": " + rule.text() + "\n";
  }
  return out;
}

TEST(Least, PutsRequestsOfANamespaceIntoARoleThere) {
  EXPECT_EQ(text(least_roles({asked("get pods", "shop", "a"), asked("list pods", "shop"),
                              asked("get nodes", "", "n"), asked("get /metrics")},
                             ObjectNames::kept)),
            "cluster: get on nodes named n\n"
            "cluster: get on /metrics\n"
            "shop: list on pods\n"
            "shop: get on pods named a\n");
}

TEST(Least, LeavesOutWhatTheClusterRoleGrantsAnyway) {
  EXPECT_EQ(text(least_roles({asked("list pods"), asked("list pods", "shop"),
                              asked("list pods", "shop", "a"), asked("watch pods", "shop")},
                             ObjectNames::kept)),
            "cluster: list on pods\n"
            "shop: watch on pods\n");
}

TEST(Least, LeavesNamesOutWhereThatIsAskedForButOfWhomToActAs) {
  EXPECT_EQ(
      text(least_roles({asked("get pods", "shop", "a"), asked("impersonate users", "", "joe")},
                       ObjectNames::left_out)),
      "cluster: impersonate on users named joe\n"
      "shop: get on pods\n");
}

TEST(Least, NamesRolesByTheirSubject) {
  EXPECT_EQ(least_role_name("system:serviceaccount:shop:cart"), "bulwark:serviceaccount:shop:cart");
  EXPECT_EQ(least_role_name("jane@example.com"), "bulwark:user:jane@example.com");
  const std::string odd = least_role_name("https://id.example/ jane%");
  EXPECT_EQ(odd.find_first_of("/% "), std::string::npos) << odd;
  EXPECT_NE(odd, least_role_name("https://id.example/ jane/"));
  EXPECT_LT(least_role_name(std::string(5000, 'x')).size(), 253U);
  EXPECT_NE(least_role_name(std::string(5000, 'x')), least_role_name(std::string(5001, 'x')));
}

// The objects of the roles, as YAML of a test model.
std::vector<std::string> objects(const std::vector<LeastRole>& roles) {
  const auto list = [](const std::vector<std::string>& words) {
    std::vector<std::string> quoted;
    for (const std::string& word : words) quoted.push_back("'" + word + "'");
    return "[" + join(quoted, ", ") + "]";
  };
  std::vector<std::string> out;
  for (const LeastRole& role : roles) {
    const std::string kind = role.name_space.empty() ? "Cluster" : "";
    const std::string metadata = ", metadata: {name: r" +
                                 (kind.empty() ? ", namespace: " + role.name_space : "") + "}, ";
    std::string rules;
    for (const ExplainedRule& rule : role.rules) {
      rules += std::string(rules.empty() ? "" : ", ") + "{verbs: " + list(rule.verbs) +
               ", apiGroups: " + list(rule.groups) + ", resources: " + list(rule.resources) +
               ", resourceNames: " + list(rule.names) + ", nonResourceURLs: " + list(rule.paths) +
               "}";
    }
    out.push_back("kind: " + kind + "Role" + metadata + "rules: [" + rules + "]");
    out.push_back("kind: " + kind + "RoleBinding" + metadata + "roleRef: {kind: " + kind +
                  "Role, name: r}, subjects: [{kind: User, name: jane}]");
  }
  return out;
}

bool lets(const std::vector<Attributes>& recorded, const Attributes& one) {
  for (const Attributes& each : recorded) {
    const bool same = each.verb == one.verb && each.group == one.group &&
                      each.resource == one.resource && each.subresource == one.subresource &&
                      each.path == one.path;
    const bool space = each.name_space.empty() || each.name_space == one.name_space;
    const bool name = each.name.empty() || each.name == one.name;
    if (same && space && name) return true;
  }
  return false;
}

// Of a small universe of requests some are recorded: the roles let those pass, and what differs
// from one only by being of one namespace or name where it was of all; nothing else.
TEST(Least, LetsWhatIsRecordedPassAndNothingElse) {
  std::vector<Attributes> universe;
  for (const char* path : {"get /a", "post /a", "get /a/b"}) universe.push_back(asked(path));
  for (const char* verb : {"get ", "list ", "create "}) {
    for (const char* resource : {"pods", "pods/log", "apps pods", "secrets"}) {
      for (const char* space : {"", "shop", "bank"}) {
        for (const char* name : {"", "a", "b"})
          universe.push_back(asked(std::string(verb) + resource, space, name));
      }
    }
  }
  std::mt19937 random(11);  // NOLINT: the same choice at every run
  for (int round = 0; round < 60; ++round) {
    std::vector<Attributes> recorded;
    for (std::size_t i = 0; i < 1 + random() % 40; ++i)
      recorded.push_back(universe[random() % universe.size()]);
    const Estate estate(objects(least_roles(recorded, ObjectNames::kept)));
    const auto model = estate.model();
    ASSERT_TRUE(model->gaps().empty());
    for (const Attributes& one : universe) {
      ASSERT_EQ(authorize(*model, {"jane", {}}, one).is == Verdict::allowed, lets(recorded, one))
          << one.verb << " " << one.resource << one.path << " " << one.name << " in "
          << one.name_space;
    }
  }
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
