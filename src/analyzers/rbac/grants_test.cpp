// SPDX-License-Identifier: Apache-2.0
#include "analyzers/rbac/grants.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzers/rbac/dangers.h"
#include "analyzers/rbac/need.h"
#include "analyzers/rbac/powers.h"
#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::uint32_t kMinor = 37;

references::Findings ask(const Estate& estate, std::uint32_t minor = kMinor, bool complete = true) {
  return find_grants(estate.inventory, {grant_controls(), complete, minor});
}

/// "control Kind space/name path", sorted.
std::vector<std::string> told(const references::Findings& findings) {
  std::vector<std::string> out;
  for (const references::Found& one : findings.found)
    out.push_back(std::string(one.control) + " " + one.resource->title() + " " + one.path);
  std::sort(out.begin(), out.end());
  return out;
}

std::string role(const std::string& name, const std::string& rules, const std::string& space = {}) {
  return (space.empty() ? "kind: ClusterRole, metadata: {name: " + name
                        : "kind: Role, metadata: {namespace: " + space + ", name: " + name) +
         "}, rules: [" + rules + "]";
}

std::string rule(const std::string& verbs, const std::string& group, const std::string& resources,
                 const std::string& names = {}) {
  return "{verbs: [" + verbs + "], apiGroups: ['" + group + "'], resources: [" + resources + "]" +
         (names.empty() ? "" : ", resourceNames: [" + names + "]") + "}";
}

const std::string kJane = "{kind: User, name: jane}";
const std::string kApp = "{kind: ServiceAccount, name: app, namespace: shop}";

std::string binding(const std::string& name, const std::string& role, const std::string& subjects,
                    const std::string& space = {}, const std::string& role_kind = {}) {
  const std::string kind = space.empty() ? "ClusterRole" : "Role";
  return "kind: " + kind + "Binding, metadata: {name: " + name +
         (space.empty() ? "" : ", namespace: " + space) +
         "}, roleRef: {kind: " + (role_kind.empty() ? kind : role_kind) + ", name: " + role +
         "}, subjects: [" + subjects + "]";
}

using Told = std::vector<std::string>;

TEST(RbacDangers, AreFortySixAndNeedNoMoreThanASetHolds) {
  std::set<int> numbers;
  std::set<std::string_view> needs;
  for (const Danger& danger : dangers()) {
    numbers.insert(danger.number);
    for (const std::string_view need : danger.needs) needs.insert(need);
    EXPECT_FALSE(danger.needs[0].empty());
  }
  EXPECT_EQ(numbers.size(), 46U);
  EXPECT_EQ(*numbers.begin(), 1);
  EXPECT_EQ(*numbers.rbegin(), 46);
  EXPECT_LT(needs.size(), kMostNeeds);
  EXPECT_LT(dangers().size(), kMostNeeds);
}

TEST(RbacDangers, ANeedIsRightsOfWhichOneIsEnough) {
  const auto rights = parse_need(
      "get,list secrets; cluster: use a.io things named x,y; kube-system: see a/b of any name");
  ASSERT_EQ(rights.size(), 3U);
  EXPECT_EQ(rights[0].verbs, (Told{"get", "list"}));
  EXPECT_EQ(rights[0].group, "");
  EXPECT_EQ(rights[0].resources, Told{"secrets"});
  EXPECT_EQ(rights[1].place, Place::cluster);
  EXPECT_EQ(rights[1].group, "a.io");
  EXPECT_EQ(rights[1].names, (Told{"x", "y"}));
  EXPECT_EQ(rights[2].place, Place::kube_system);
  EXPECT_EQ(rights[2].resources, Told{"a/b"});
  EXPECT_TRUE(rights[2].any_name);
}

// Each right by itself, with all other needs of its danger: the danger must be told, and by the
// control that it names.
TEST(RbacGrants, EveryRightOfTheTableIsFound) {
  for (const Danger& danger : dangers()) {
    for (std::size_t n = 0; n < danger.needs.size() && !danger.needs[n].empty(); ++n) {
      for (const NeededRight& right : parse_need(danger.needs[n])) {
        std::string rules;
        for (std::size_t other = 0; other < danger.needs.size(); ++other) {
          if (danger.needs[other].empty()) continue;
          const NeededRight one = other == n ? right : parse_need(danger.needs[other]).front();
          std::string resource = one.resources.front();
          if (resource.ends_with('/') && !resource.starts_with('/')) resource += "scopes";
          std::string verb = one.verbs.front();
          if (verb.ends_with(':')) verb += "get";
          if (!rules.empty()) rules += ", ";
          rules += resource.starts_with('/')
                       ? "{verbs: ['" + verb + "'], nonResourceURLs: ['" + resource + "']}"
                       : rule("'" + verb + "'", one.group, "'" + resource + "'",
                              one.names.empty() ? "" : "'" + one.names.front() + "'");
        }
        const std::uint32_t minor = std::min(kMinor, danger.before_minor - 1);
        const Estate wide({role("r", rules), binding("b", "r", kJane)});
        const bool whole = danger.control != kInNamespace;
        const std::string control(whole ? danger.control : kEverything);
        const Told found = told(ask(wide, minor));
        EXPECT_TRUE(std::ranges::count(found, control + " ClusterRoleBinding b roleRef"))
            << int{danger.number} << ": " << rules;
      }
    }
  }
}

TEST(RbacGrants, APartIsNoDanger) {
  for (const Danger& danger : dangers()) {
    if (danger.needs[1].empty()) continue;
    for (const std::string_view need : danger.needs) {
      if (need.empty()) continue;
      const NeededRight right = parse_need(need).front();
      const bool begins = right.resources.front().ends_with('/');
      const Estate estate(
          {role("r", rule("'" + right.verbs.front() +
                              (right.verbs.front().ends_with(':') ? "get'" : "'"),
                          right.group, "'" + right.resources.front() + (begins ? "x'" : "'"))),
           binding("b", "r", kJane)});
      for (const references::Found& one : ask(estate).found)
        EXPECT_EQ(one.message.find(danger.may), std::string::npos) << need << ": " << one.message;
    }
  }
}

TEST(RbacGrants, SayWhoMayWhatByWhichRuleAndWhereItLeads) {
  const Estate estate({role("r", rule("get", "", "pods") + ", " + rule("list", "", "secrets")),
                       binding("b", "r", kApp + ", " + kJane)});
  const auto findings = ask(estate);
  ASSERT_EQ(findings.found.size(), 1U);
  EXPECT_EQ(
      findings.found[0].message,
      "ServiceAccount shop/app, User jane may in the whole cluster: read Secrets (ClusterRole "
      "r, rule 2): every password, token and key that is kept in them");
  EXPECT_EQ(findings.found[0].instances, 2U);
}

TEST(RbacGrants, OfEverythingNothingElseIsTold) {
  const Estate estate({role("r", rule("'*'", "*", "'*'")), binding("b", "r", kJane),
                       binding("b", "cluster-admin", kJane, "kube-system", "ClusterRole"),
                       binding("b", "r", kApp, "shop", "ClusterRole"),
                       role("s", rule("escalate", "rbac.authorization.k8s.io", "clusterroles")),
                       binding("s", "s", kJane)});
  EXPECT_EQ(told(ask(estate)), (Told{"grant-everything ClusterRoleBinding b roleRef",
                                     "grant-everything RoleBinding kube-system/b roleRef",
                                     "grant-in-namespace RoleBinding shop/b roleRef"}));
}

TEST(RbacGrants, PeopleMayWorkInTheirNamespaceAndProgramsAreTold) {
  const std::string teams =
      "{kind: Group, name: team}, {kind: User, name: jane}, {kind: Group, name: "
      "'system:serviceaccounts:shop'}, {kind: User, name: 'system:serviceaccount:shop:app'}";
  const Estate estate({role("r", rule("get", "", "secrets"), "shop"),
                       binding("people", "r", "{kind: Group, name: team}", "shop"),
                       binding("all", "r", teams, "shop")});
  const auto findings = ask(estate);
  EXPECT_EQ(told(findings), Told{"grant-in-namespace RoleBinding shop/all roleRef"});
  EXPECT_EQ(findings.found.at(0).instances, 2U);
}

TEST(RbacGrants, OneOfSeveralSubjectsIsPointedTo) {
  const Estate estate({role("r", rule("get", "", "secrets"), "shop"),
                       binding("b", "r", kJane + ", " + kApp, "shop")});
  EXPECT_EQ(told(ask(estate)), Told{"grant-in-namespace RoleBinding shop/b subjects[1]"});
}

TEST(RbacGrants, ARoleBindingGrantsNothingOnNodes) {
  const Estate estate({role("r", rule("get", "", "nodes/proxy") + ", " + rule("'*'", "", "nodes")),
                       binding("b", "r", kApp, "kube-system", "ClusterRole")});
  EXPECT_TRUE(ask(estate).found.empty());
}

TEST(RbacGrants, GetOnExecCountsBeforeKubernetes135) {
  const Estate estate({role("r", rule("get", "", "pods/exec")), binding("b", "r", kApp)});
  EXPECT_TRUE(ask(estate, 35).found.empty());
  EXPECT_EQ(told(ask(estate, 34)), Told{"grant-into-containers ClusterRoleBinding b roleRef"});
  Estate cluster({role("r", rule("get", "", "pods/exec")), binding("b", "r", kApp)}, "c");
  cluster.inventory.clusters[0].server_version = "v1.33.1-eks";
  EXPECT_EQ(ask(cluster, kMinor).found.size(), 1U);
}

TEST(RbacGrants, TheBindingThatAddsTheLastPartIsTold) {
  const Estate estate({role("a", rule("escalate", "rbac.authorization.k8s.io", "clusterroles")),
                       role("b", rule("patch", "rbac.authorization.k8s.io", "clusterroles")),
                       binding("one", "a", kApp), binding("two", "b", kApp + ", " + kJane)});
  const auto findings = ask(estate);
  EXPECT_EQ(told(findings), (Told{"grant-any-permission ClusterRoleBinding two subjects[0]",
                                  "grant-roles ClusterRoleBinding two roleRef"}));
  EXPECT_NE(
      findings.found[0].message.find("together with ClusterRoleBinding one write ClusterRoles"),
      std::string::npos)
      << findings.found[0].message;
}

TEST(RbacGrants, PartsOfGroupsThatSomebodyIsInCount) {
  const std::string
      groups = "{kind: Group, name: 'system:serviceaccounts:shop'}, {kind: Group, name: x}";
  const Estate estate(
      {role("a", rule("create", "", "secrets"), "shop"),
       role("b", rule("patch", "", "configmaps"), "shop"),
       role("c", rule("patch", "", "secrets"), "shop"), binding("a", "a", groups, "shop"),
       binding("b", "b", kApp, "shop"),
       binding("c", "c", "{kind: ServiceAccount, name: other}", "shop"),
       binding("d", "c", "{kind: ServiceAccount, name: app, namespace: blog}", "shop")});
  Told found;
  for (const references::Found& one : ask(estate).found) {
    if (one.message.find("together with RoleBinding shop/a create Secrets") != std::string::npos)
      found.push_back(one.resource->title());
  }
  EXPECT_EQ(found, Told{"RoleBinding shop/c"});
}

TEST(RbacGrants, PartsOfDifferentNamespacesMakeNothing) {
  const Estate estate({role("a", rule("escalate", "rbac.authorization.k8s.io", "roles"), "shop"),
                       role("b", rule("patch", "rbac.authorization.k8s.io", "roles"), "blog"),
                       binding("a", "a", kApp, "shop"), binding("b", "b", kApp, "blog")});
  const auto findings = ask(estate);
  EXPECT_EQ(told(findings), Told{"grant-in-namespace RoleBinding blog/b roleRef"});  // number 24
  EXPECT_EQ(findings.found.at(0).message.find("beyond"), std::string::npos);
}

TEST(RbacGrants, PartsOfTheClusterAndANamespaceAreToldInTheNamespace) {
  const Estate estate({role("a", rule("escalate", "rbac.authorization.k8s.io", "roles")),
                       role("b", rule("patch", "rbac.authorization.k8s.io", "roles"), "blog"),
                       binding("a", "a", kApp), binding("b", "b", kApp, "blog")});
  const auto findings = ask(estate);
  ASSERT_EQ(told(findings), Told{"grant-in-namespace RoleBinding blog/b roleRef"});
  EXPECT_NE(findings.found[0].message.find("together with ClusterRoleBinding a write Roles"),
            std::string::npos);
}

TEST(RbacGrants, WhatAGroupMayInANamespaceCompletesWhatIsBoundForTheCluster) {
  const Estate estate({role("a", rule("escalate", "rbac.authorization.k8s.io", "roles")),
                       role("b", rule("patch", "rbac.authorization.k8s.io", "roles"), "blog"),
                       binding("a", "a", kApp),
                       binding("b", "b", "{kind: Group, name: 'system:authenticated'}", "blog")});
  const auto findings = ask(estate);
  ASSERT_EQ(told(findings), (Told{"grant-any-permission ClusterRoleBinding a roleRef",
                                  "grant-in-namespace RoleBinding blog/b roleRef"}));
  EXPECT_NE(findings.found[0].message.find("in namespace blog together with RoleBinding blog/b"),
            std::string::npos)
      << findings.found[0].message;
}

TEST(RbacGrants, BindIsCheckedOnRolesAndNotOnBindings) {
  const Estate wrong(
      {role("r", rule("bind, create", "rbac.authorization.k8s.io", "clusterrolebindings")),
       binding("b", "r", kApp)});
  EXPECT_EQ(told(ask(wrong)), Told{"grant-roles ClusterRoleBinding b roleRef"});
}

TEST(RbacGrants, GroupsAloneAreNobodyToActAs) {
  const Estate alone({role("r", rule("impersonate", "", "groups")), binding("b", "r", kApp)});
  EXPECT_TRUE(ask(alone).found.empty());
  const Estate both({role("r", rule("impersonate", "", "groups", "'system:masters'") + ", " +
                                   rule("impersonate", "", "users", "x")),
                     binding("b", "r", kApp)});
  EXPECT_EQ(told(ask(both)), Told{"grant-any-permission ClusterRoleBinding b roleRef"});
  const Estate other({role("r", rule("impersonate", "", "groups", "team") + ", " +
                                    rule("impersonate", "", "users", "x")),
                      binding("b", "r", kApp)});
  EXPECT_TRUE(ask(other).found.empty());
}

TEST(RbacGrants, WhomKubernetesItselfGivesItIsEntitled) {
  const std::string label = ", labels: {kubernetes.io/bootstrapping: rbac-defaults}";
  const std::string name = "'system:controller:job-controller'";
  const auto own = [&](const std::string& subjects) {
    return "kind: ClusterRoleBinding, metadata: {name: " + name + label +
           "}, roleRef: {kind: ClusterRole, name: r}, subjects: [" + subjects + "]";
  };
  const std::string
      controller = "{kind: ServiceAccount, name: job-controller, namespace: kube-system}";
  const std::string secrets = role("r", rule("get", "", "secrets"));
  EXPECT_TRUE(ask(Estate({secrets, own(controller)})).found.empty());
  EXPECT_EQ(
      told(ask(Estate({secrets, own(controller + ", " + kJane)}))),
      Told{"grant-credentials ClusterRoleBinding system:controller:job-controller subjects[1]"});
  EXPECT_FALSE(
      ask(Estate(
              {secrets, own("{kind: ServiceAccount, name: controller, namespace: kube-system}")}))
          .found.empty());
  EXPECT_FALSE(ask(Estate({secrets, binding(name, "r", controller)})).found.empty());
  EXPECT_TRUE(ask(Estate({secrets, binding("b", "r", "{kind: Group, name: 'system:masters'}")}))
                  .found.empty());
}

TEST(RbacGrants, ARoleThatWasNotReadIsUnknown) {
  const Estate estate({binding("b", "view", kApp), binding("c", "mine", kApp),
                       binding("d", "team", kJane, "shop")});
  EXPECT_EQ(ask(estate, kMinor, false).unknown, (Told{"ClusterRole view", "ClusterRole mine"}));
  EXPECT_EQ(ask(estate).unknown, Told{"ClusterRole view"});
  EXPECT_TRUE(ask(estate).found.empty());
  const Estate cluster({binding("c", "mine", kApp)}, "c");
  EXPECT_TRUE(ask(cluster).unknown.empty());
  Estate partly({binding("c", "mine", kApp)}, "c");
  partly.gap("clusterroles.rbac.authorization.k8s.io");
  EXPECT_EQ(ask(partly).unknown, Told{"ClusterRole mine"});
}

TEST(RbacGrants, ARuleThatCannotBeReadIsUnknown) {
  const Estate estate(
      {role("r", "{verbs: get, apiGroups: [''], resources: [secrets]}"), binding("b", "r", kApp)});
  EXPECT_EQ(ask(estate).unknown, Told{"ClusterRole r rules[0].verbs (is no list of strings)"});
}

TEST(RbacGrants, AnAccountWithoutANamespaceIsNobody) {
  const Estate estate({role("r", rule("get", "", "secrets")),
                       binding("b", "r", "{kind: ServiceAccount, name: app}")});
  EXPECT_TRUE(ask(estate).found.empty());
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
