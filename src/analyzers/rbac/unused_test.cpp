// SPDX-License-Identifier: Apache-2.0
#include "analyzers/rbac/unused.h"

#include <gtest/gtest.h>

#include "analyzers/rbac/test_model.h"
#include "base/text.h"

namespace bulwark::analyzers::rbac {
namespace {

std::string texts(const std::vector<ExplainedRule>& rules) {
  std::vector<std::string> out;
  for (const ExplainedRule& rule : rules) out.push_back(rule.text());
  return join(out, "; ");
}

// "User jane by b, rule 1: get on pods | list on pods", one rule a line.
std::string uses(const Estate& estate, const std::vector<Needed>& needed) {
  Usage usage;
  AuditEvent event;
  event.needed = needed;
  event.counts = true;
  usage.record(event);
  const auto model = estate.model();
  std::string out;
  for (const BindingUse& use : binding_uses(*model, usage, [](const Subject&) { return true; })) {
    for (const RuleUse& rule : use.rules) {
      const Chain chain = explain(*model, rule.grant);
      out += chain.subject.title() + " by " + chain.binding.name + ", rule " +
             std::to_string(chain.number + 1) + ": " + texts(rule.used) + " | " +
             texts(rule.unused) + (rule.wider.empty() ? "" : " | " + texts(rule.wider)) + "\n";
    }
  }
  return out;
}

const Identity kJane{"jane", {"devs"}};

TEST(Unused, TellsWhichRightsOfARuleWereUsed) {
  const Estate estate = one_rule("verbs: [get, list], apiGroups: [''], resources: [pods, secrets]");
  EXPECT_EQ(uses(estate, {{kJane,
                           {asked("get pods", "shop", "a"), asked("get pods", "shop", "b"),
                            asked("delete pods", "shop", "b")}}}),
            "User jane by b, rule 1: get on pods | list on pods; get, list on secrets\n");
  EXPECT_EQ(uses(estate, {}), "User jane by b, rule 1:  | get, list on pods, secrets\n");
  EXPECT_EQ(uses(estate, {{{"joe", {}}, {asked("get pods", "shop", "a")}}}),
            "User jane by b, rule 1:  | get, list on pods, secrets\n");
}

TEST(Unused, TellsWhatAWildcardWasUsedFor) {
  EXPECT_EQ(uses(one_rule("verbs: ['*'], apiGroups: ['*'], resources: ['*', '*/log']"),
                 {{kJane, {asked("get pods/log", "shop", "a"), asked("list apps deployments")}}}),
            "User jane by b, rule 1: get on pods/log; list on deployments.apps |  | * on *.*, "
            "*/log.*\n");
}

TEST(Unused, KeepsNamesApartWhereTheRuleListsThem) {
  EXPECT_EQ(uses(one_rule("verbs: [get], apiGroups: [''], resources: [secrets], resourceNames: [a, "
                          "b]"),
                 {{kJane, {asked("get secrets", "shop", "a")}}}),
            "User jane by b, rule 1: get on secrets named a | get on secrets named b\n");
}

TEST(Unused, KnowsPaths) {
  EXPECT_EQ(uses(one_rule("verbs: [get], nonResourceURLs: [/metrics, '/logs/*', /version]"),
                 {{kJane, {asked("get /metrics"), asked("get /logs/a")}}}),
            "User jane by b, rule 1: get on /logs/a, /metrics | get on /version | get on "
            "/logs/*\n");
}

TEST(Unused, CountsInANamespaceOnlyWhatWasAskedThere) {
  const Estate estate(
      {"kind: ClusterRole, metadata: {name: r}, rules: [{verbs: [get], apiGroups: [''], "
       "resources: [pods]}, {verbs: [get], nonResourceURLs: ['*']}]",
       "kind: RoleBinding, metadata: {name: b, namespace: shop}, roleRef: {kind: ClusterRole, "
       "name: r}, subjects: [{kind: User, name: jane}]"});
  EXPECT_EQ(uses(estate, {{kJane, {asked("get pods", "bank", "a"), asked("get /x")}}}),
            "User jane by b, rule 1:  | get on pods\n"
            "User jane by b, rule 2:  | \n");
  EXPECT_EQ(uses(estate, {{kJane, {asked("get pods", "shop", "a")}}}),
            "User jane by b, rule 1: get on pods | \n"
            "User jane by b, rule 2:  | \n");
}

TEST(Unused, CountsForAGroupWhatAnyMemberAskedFor) {
  const Estate estate(
      {"kind: ClusterRole, metadata: {name: r}, rules: [{verbs: [get, list], apiGroups: [''], "
       "resources: [pods]}]",
       "kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: r}, "
       "subjects: [{kind: Group, name: devs}]"});
  EXPECT_EQ(uses(estate, {{kJane, {asked("get pods", "shop", "a")}},
                          {{"joe", {"devs"}}, {asked("list pods")}},
                          {{"eve", {"ops"}}, {asked("watch pods")}}}),
            "Group devs by b, rule 1: get, list on pods | \n");
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
