// SPDX-License-Identifier: Apache-2.0
// To whom bindings apply, where, and what stays unknown.
#include "analyzers/rbac/authorizer.h"

#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::rbac {
namespace {

const std::string kReader =
    "kind: ClusterRole, metadata: {name: reader}, rules: [{verbs: [get], apiGroups: [''], "
    "resources: [pods]}]";

std::string cluster_binding(const std::string& subjects, const std::string& role = "reader") {
  return "kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: " +
         role + "}, subjects: [" + subjects + "]";
}

std::string binding(const std::string& name_space, const std::string& subjects,
                    const std::string& role = "kind: ClusterRole, name: reader") {
  return "kind: RoleBinding, metadata: {name: b, namespace: " + name_space + "}, roleRef: {" +
         role + "}, subjects: [" + subjects + "]";
}

TEST(RbacAuthorizer, UsersByTheirExactNameAndGroupsByMembership) {
  const Estate estate(
      {kReader, cluster_binding("{kind: User, name: jane}, {kind: Group, name: devs}")});
  EXPECT_TRUE(may(estate, asked("get pods"), {"jane", {}}));
  EXPECT_FALSE(may(estate, asked("get pods"), {"Jane", {}}));
  EXPECT_FALSE(may(estate, asked("get pods"), {"devs", {}}));
  EXPECT_TRUE(may(estate, asked("get pods"), {"joe", {"ops", "devs"}}));
  EXPECT_FALSE(may(estate, asked("get pods"), {"joe", {"jane"}}));
}

TEST(RbacAuthorizer, AServiceAccountIsAUserOfItsName) {
  const Estate estate(
      {kReader, cluster_binding("{kind: ServiceAccount, name: cart, namespace: shop}")});
  EXPECT_TRUE(may(estate, asked("get pods"), {"system:serviceaccount:shop:cart", {}}));
  EXPECT_FALSE(may(estate, asked("get pods"), {"system:serviceaccount:other:cart", {}}));
  EXPECT_FALSE(may(estate, asked("get pods"), {"cart", {}}));
  const Estate as_user(
      {kReader, cluster_binding("{kind: User, name: 'system:serviceaccount:shop:cart'}")});
  EXPECT_TRUE(may(as_user, asked("get pods"), impersonated("system:serviceaccount:shop:cart", {})));
}

TEST(RbacAuthorizer, AServiceAccountHasItsGroups) {
  const Identity cart = impersonated("system:serviceaccount:shop:cart", {});
  for (const std::string group :
       {"system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"}) {
    const Estate estate({kReader, cluster_binding("{kind: Group, name: '" + group + "'}")});
    EXPECT_TRUE(may(estate, asked("get pods"), cart)) << group;
  }
  const Estate other(
      {kReader, cluster_binding("{kind: Group, name: 'system:serviceaccounts:other'}")});
  EXPECT_FALSE(may(other, asked("get pods"), cart));
}

TEST(RbacAuthorizer, AnAccountWithoutNamespaceIsOfTheBindingsAndNobodyForTheCluster) {
  const std::string account = "{kind: ServiceAccount, name: cart}";
  const Identity cart{"system:serviceaccount:shop:cart", {}};
  const Estate local({kReader, binding("shop", account)});
  EXPECT_TRUE(may(local, asked("get pods", "shop"), cart));
  EXPECT_FALSE(may(local, asked("get pods", "shop"), {"system:serviceaccount:other:cart", {}}));
  const Estate wide({kReader, cluster_binding(account)});
  EXPECT_FALSE(may(wide, asked("get pods", "shop"), cart));
  EXPECT_FALSE(may(wide, asked("get pods"), {"system:serviceaccount::cart", {}}));
  EXPECT_TRUE(who_can(*wide.model(), asked("get pods"), Scope::one).grants.empty());
}

TEST(RbacAuthorizer, ARoleBindingGrantsAClusterRoleInItsNamespaceOnly) {
  const Estate estate({kReader, binding("shop", "{kind: User, name: jane}")});
  EXPECT_TRUE(may(estate, asked("get pods", "shop")));
  EXPECT_FALSE(may(estate, asked("get pods", "other")));
  EXPECT_FALSE(may(estate, asked("get pods")));
}

TEST(RbacAuthorizer, ARoleIsOfItsNamespace) {
  const std::string role =
      "kind: Role, metadata: {name: reader, namespace: other}, rules: [{verbs: [get], apiGroups: "
      "[''], resources: [pods]}]";
  const Estate estate(
      {role, binding("shop", "{kind: User, name: jane}", "kind: Role, name: reader")}, "prod");
  EXPECT_EQ(verdict(estate, {"jane", {}}, asked("get pods", "shop")), Verdict::no);
  EXPECT_EQ(verdict(estate, {"jane", {}}, asked("get pods", "other")), Verdict::no);
}

TEST(RbacAuthorizer, PathsAreGrantedByClusterRoleBindingsOnly) {
  const std::string role =
      "kind: ClusterRole, metadata: {name: reader}, rules: [{verbs: [get], nonResourceURLs: "
      "[/metrics]}]";
  const Estate local({role, binding("shop", "{kind: User, name: jane}")});
  Attributes question = asked("get /metrics");
  EXPECT_FALSE(may(local, question));
  question.name_space = "shop";
  EXPECT_FALSE(may(local, question));
  EXPECT_TRUE(who_can(*local.model(), question, Scope::anywhere).grants.empty());
  EXPECT_TRUE(
      may(Estate({role, cluster_binding("{kind: User, name: jane}")}), asked("get /metrics")));
}

TEST(RbacAuthorizer, MastersMayEverythingWithoutAnyBinding) {
  const Estate estate({kReader});
  const Decision decision = authorize(*estate.model(), {"jane", {"system:masters"}},
                                      asked("delete nodes"));
  EXPECT_EQ(decision.is, Verdict::allowed);
  EXPECT_TRUE(decision.master);
  EXPECT_FALSE(may(estate, asked("delete nodes"), {"system:masters", {}}));
}

TEST(RbacAuthorizer, TellsTheBindingRoleAndRuleThatGrant) {
  const Estate estate(
      {"kind: Role, metadata: {name: exec, namespace: shop}, rules: [{verbs: [get], "
       "apiGroups: [''], resources: [pods]}, {verbs: [create, get], apiGroups: [''], "
       "resources: [pods/exec], resourceNames: [web]}]",
       binding("shop", "{kind: User, name: joe}, {kind: Group, name: devs}",
               "kind: Role, name: exec")});
  const auto model = estate.model();
  const Decision decision = authorize(*model, {"jane", {"devs"}},
                                      asked("create pods/exec", "shop", "web"));
  ASSERT_TRUE(decision.by);
  const Chain chain = explain(*model, *decision.by);
  EXPECT_EQ(chain.subject.title(), "Group devs");
  EXPECT_EQ(chain.binding.title(), "RoleBinding shop/b");
  EXPECT_EQ(chain.role.title(), "Role shop/exec");
  EXPECT_EQ(chain.number, 1U);
  EXPECT_EQ(chain.rule.text(), "create, get on pods/exec named web");
}

TEST(RbacAuthorizer, ADanglingBindingOfAClusterGrantsNothingAndIsTold) {
  const Estate estate({cluster_binding("{kind: User, name: jane}", "gone")}, "prod");
  const Decision decision = authorize(*estate.model(), {"jane", {}}, asked("get pods"));
  EXPECT_EQ(decision.is, Verdict::no);
  EXPECT_EQ(decision.dangling.size(), 1U);
  EXPECT_TRUE(authorize(*estate.model(), {"joe", {}}, asked("get pods")).dangling.empty());
}

TEST(RbacAuthorizer, ARoleThatIsNotAmongTheManifestsMayGrantIt) {
  const Estate estate({cluster_binding("{kind: User, name: jane}", "view")});
  EXPECT_EQ(verdict(estate, {"jane", {}}, asked("get pods")), Verdict::unknown);
  EXPECT_EQ(verdict(estate, {"joe", {}}, asked("get pods")), Verdict::no);
}

TEST(RbacAuthorizer, ManifestsThatBindClusterAdminNeedNotBringIt) {
  const Estate estate({cluster_binding("{kind: User, name: jane}", "cluster-admin")});
  EXPECT_TRUE(may(estate, asked("escalate rbac.authorization.k8s.io clusterroles")));
  EXPECT_TRUE(may(estate, asked("get /metrics")));
  const auto model = estate.model();
  EXPECT_TRUE(explain(*model, *authorize(*model, {"jane", {}}, asked("get pods")).by).built_in);
  const Estate cluster({cluster_binding("{kind: User, name: jane}", "cluster-admin")}, "prod");
  EXPECT_EQ(verdict(cluster, {"jane", {}}, asked("get pods")), Verdict::no);
}

TEST(RbacAuthorizer, BuiltInRolesCountForManifestsThatDoNotBringThem) {
  const Estate server(
      {"kind: ClusterRole, metadata: {name: view}, aggregationRule: {clusterRoleSelectors: "
       "[{matchLabels: {to: view}}]}",
       "kind: ClusterRole, metadata: {name: base, labels: {to: view}}, rules: [{verbs: [get], "
       "apiGroups: [''], resources: [pods]}]"});
  const model::Segment& built_in = server.inventory.segments[0];
  const std::string bound = cluster_binding("{kind: User, name: jane}", "view");
  const auto is = [&](const Estate& estate, const char* question, const char* cluster = "") {
    const auto model = Model::build(estate.inventory, cluster, &built_in);
    return authorize(*model, {"jane", {}}, asked(question)).is;
  };
  const Estate bare({bound});
  EXPECT_EQ(is(bare, "get pods"), Verdict::allowed);
  EXPECT_EQ(is(bare, "get secrets"), Verdict::no);
  const auto model = Model::build(bare.inventory, "", &built_in);
  const Chain chain = explain(*model, *authorize(*model, {"jane", {}}, asked("get pods")).by);
  EXPECT_TRUE(chain.built_in);
  EXPECT_EQ(chain.source.name, "base");

  const Estate adding({bound,
                       "kind: ClusterRole, metadata: {name: mine, labels: {to: view}}, rules: "
                       "[{verbs: [get], apiGroups: [''], resources: [nodes]}]"});
  EXPECT_EQ(is(adding, "get nodes"), Verdict::allowed);
  EXPECT_EQ(is(adding, "get pods"), Verdict::allowed);
  const Estate own({bound,
                    "kind: ClusterRole, metadata: {name: view}, rules: [{verbs: [get], apiGroups: "
                    "[''], resources: [nodes]}]"});
  EXPECT_EQ(is(own, "get nodes"), Verdict::allowed);
  EXPECT_EQ(is(own, "get pods"), Verdict::no);
  EXPECT_EQ(is(Estate({bound}, "prod"), "get pods", "prod"), Verdict::no);
}

TEST(RbacAuthorizer, ARoleBindingToARoleOfAClusterRolesNameIsAnother) {
  const Estate estate(
      {kReader, binding("shop", "{kind: User, name: jane}", "kind: Role, name: reader")}, "prod");
  EXPECT_EQ(verdict(estate, {"jane", {}}, asked("get pods", "shop")), Verdict::no);
}

TEST(RbacAuthorizer, WhatCouldNotBeReadLeavesANoOpenAndNoYes) {
  Estate estate({kReader, cluster_binding("{kind: User, name: jane}")}, "prod");
  estate.gap("secrets");
  EXPECT_EQ(verdict(estate, {"joe", {}}, asked("get pods", "shop")), Verdict::no);
  estate.gap("rolebindings.rbac.authorization.k8s.io in namespace shop");
  EXPECT_EQ(verdict(estate, {"joe", {}}, asked("get pods", "shop")), Verdict::unknown);
  EXPECT_EQ(verdict(estate, {"joe", {}}, asked("get pods", "other")), Verdict::no);
  EXPECT_EQ(verdict(estate, {"joe", {}}, asked("get pods")), Verdict::no);
  EXPECT_EQ(verdict(estate, {"jane", {}}, asked("get pods", "shop")), Verdict::allowed);
  estate.gap("the whole cluster");
  EXPECT_EQ(verdict(estate, {"joe", {}}, asked("get pods")), Verdict::unknown);
}

TEST(RbacAuthorizer, AFileThatDidNotReadMayHoldTheBinding) {
  Estate estate({kReader});
  estate.gap("bindings.yaml:3:1");
  EXPECT_EQ(verdict(estate, {"joe", {}}, asked("get pods")), Verdict::unknown);
}

TEST(RbacAuthorizer, APictureOfSomeNamespacesDoesNotKnowTheClustersBindings) {
  Estate estate({kReader, binding("shop", "{kind: User, name: jane}")}, "prod");
  estate.inventory.clusters[0].namespaces = {"shop"};
  EXPECT_EQ(verdict(estate, {"joe", {}}, asked("get pods", "shop")), Verdict::unknown);
  EXPECT_EQ(verdict(estate, {"jane", {}}, asked("get pods", "shop")), Verdict::allowed);
}

TEST(RbacAuthorizer, ARuleThatIsNoRuleLeavesANoOpenAndGrantsNothing) {
  const Estate estate = one_rule(
      "verbs: [get], apiGroups: [''], resources: [secrets], resourceNames: [1]");
  EXPECT_EQ(verdict(estate, {"jane", {}}, asked("get secrets", "shop", "key")), Verdict::unknown);
}

TEST(RbacAuthorizer, ClustersDoNotAnswerForEachOther) {
  const Estate estate({kReader, cluster_binding("{kind: User, name: jane}")}, "prod");
  EXPECT_TRUE(Model::build(estate.inventory, "staging")->bindings().empty());
  EXPECT_TRUE(Model::build(estate.inventory, "")->bindings().empty());
}

// A peer needs both in one binding (rbac.md 1.4).
TEST(RbacAuthorizer, RightsOfTwoBindingsAddUp) {
  const Estate estate(
      {"kind: ClusterRole, metadata: {name: binder}, rules: [{verbs: [bind], apiGroups: "
       "[rbac.authorization.k8s.io], resources: [clusterroles]}]",
       "kind: ClusterRole, metadata: {name: writer}, rules: [{verbs: [create], apiGroups: "
       "[rbac.authorization.k8s.io], resources: [clusterrolebindings]}]",
       "kind: ClusterRoleBinding, metadata: {name: one}, roleRef: {kind: ClusterRole, name: "
       "binder}, "
       "subjects: [{kind: User, name: jane}]",
       "kind: ClusterRoleBinding, metadata: {name: two}, roleRef: {kind: ClusterRole, name: "
       "writer}, "
       "subjects: [{kind: Group, name: devs}]"});
  const Identity jane{"jane", {"devs"}};
  EXPECT_TRUE(may(estate, asked("bind rbac.authorization.k8s.io clusterroles", "", "admin"), jane));
  EXPECT_TRUE(may(estate, asked("create rbac.authorization.k8s.io clusterrolebindings"), jane));
  EXPECT_EQ(grants_of(*estate.model(), jane, "").size(), 2U);
}

// A peer counts Roles, and neither ClusterRoles nor whether anything is bound (rbac.md 1.4).
TEST(RbacAuthorizer, ARoleThatNobodyIsBoundToGrantsNothing) {
  const Estate unused(
      {"kind: Role, metadata: {name: secrets, namespace: shop}, rules: [{verbs: [get], "
       "apiGroups: [''], resources: [secrets]}]"});
  EXPECT_TRUE(
      who_can(*unused.model(), asked("get secrets", "shop"), Scope::anywhere).grants.empty());
}

TEST(RbacAuthorizer, WhoCanNamesEverySubjectOfEveryBindingWithinTheScope) {
  const Estate estate(
      {kReader, cluster_binding("{kind: User, name: jane}, {kind: ServiceAccount, name: x}"),
       binding("shop", "{kind: Group, name: devs}, {kind: ServiceAccount, name: cart}"),
       binding("other", "{kind: User, name: joe}")});
  const auto model = estate.model();
  const auto titles = [&](std::string name_space, Scope scope) {
    std::vector<std::string> out;
    for (const Grant& grant :
         who_can(*model, asked("get pods", std::move(name_space)), scope).grants)
      out.push_back(explain(*model, grant).subject.title());
    return out;
  };
  EXPECT_EQ(titles("", Scope::one), (std::vector<std::string>{"User jane"}));
  EXPECT_EQ(titles("shop", Scope::one),
            (std::vector<std::string>{"User jane", "Group devs", "ServiceAccount shop/cart"}));
  EXPECT_EQ(titles("", Scope::anywhere),
            (std::vector<std::string>{"User jane", "User joe", "Group devs",
                                      "ServiceAccount shop/cart"}));
}

TEST(RbacAuthorizer, ARuleForEveryNameGoesBeforeOneForSome) {
  const Estate estate = one_rule(
      "verbs: [get], apiGroups: [''], resources: [secrets], resourceNames: [key]}, {verbs: [get], "
      "apiGroups: [''], resources: [secrets]");
  const auto model = estate.model();
  const auto grants = who_can(*model, asked("get secrets"), Scope::one, NamedRules::all).grants;
  ASSERT_EQ(grants.size(), 1U);
  EXPECT_EQ(explain(*model, grants[0]).number, 1U);
}

TEST(RbacAuthorizer, NamesThatAloneAreGrantedAreTold) {
  const Estate estate = one_rule(
      "verbs: [get], apiGroups: [''], resources: [secrets], resourceNames: [key]");
  const auto model = estate.model();
  EXPECT_TRUE(who_can(*model, asked("get secrets"), Scope::one).grants.empty());
  EXPECT_EQ(who_can(*model, asked("get secrets"), Scope::one, NamedRules::all).grants.size(), 1U);
  EXPECT_EQ(named_grants(*model, {"jane", {}}, asked("get secrets")).size(), 1U);
  EXPECT_TRUE(named_grants(*model, {"jane", {}}, asked("list secrets")).empty());
}

TEST(RbacAuthorizer, WhoCanTellsBindingsThatAwaitTheirRole) {
  const Estate estate({kReader, cluster_binding("{kind: User, name: jane}", "gone"),
                       binding("shop", "{kind: User, name: joe}")});
  EXPECT_EQ(who_can(*estate.model(), asked("get pods", "shop"), Scope::one).dangling.size(), 1U);
}

TEST(RbacAuthorizer, OfSeveralVariantsOfARoleEachGrants) {
  const Estate estate({kReader,
                       "kind: ClusterRole, metadata: {name: reader}, rules: [{verbs: [list], "
                       "apiGroups: [''], resources: [pods]}]",
                       cluster_binding("{kind: User, name: jane}")});
  EXPECT_TRUE(may(estate, asked("get pods")));
  EXPECT_TRUE(may(estate, asked("list pods")));
  EXPECT_EQ(who_can(*estate.model(), asked("list pods"), Scope::one).grants.size(), 1U);
}

TEST(RbacAuthorizer, ARoleOfAHundredThousandRulesIsReadWhole) {
  std::string rules;
  for (int i = 0; i < 100'000; ++i)
    rules += "{verbs: [get], apiGroups: [g], resources: [r" + std::to_string(i) + "]}, ";
  const Estate estate({"kind: ClusterRole, metadata: {name: reader}, rules: [" + rules + "]",
                       cluster_binding("{kind: User, name: jane}")});
  EXPECT_TRUE(may(estate, asked("get g r99999")));
  EXPECT_FALSE(may(estate, asked("get g r100000")));
}

TEST(RbacSubjects, ImpersonationFillsUpGroupsAsTheApiServerDoes) {
  using Groups = std::vector<std::string>;
  EXPECT_EQ(impersonated("jane", {}).groups, (Groups{"system:authenticated"}));
  EXPECT_EQ(impersonated("jane", {"devs"}).groups, (Groups{"devs", "system:authenticated"}));
  EXPECT_EQ(impersonated("jane", {"system:authenticated"}).groups,
            (Groups{"system:authenticated"}));
  EXPECT_EQ(impersonated("jane", {"system:unauthenticated"}).groups,
            (Groups{"system:unauthenticated"}));
  EXPECT_EQ(impersonated("system:anonymous", {}).groups, (Groups{"system:unauthenticated"}));
  EXPECT_EQ(impersonated("system:serviceaccount:shop:cart", {"devs"}).groups,
            (Groups{"devs", "system:authenticated"}));
  EXPECT_EQ(impersonated("system:serviceaccount:Shop:cart", {}).groups,
            (Groups{"system:authenticated"}));
  EXPECT_EQ(impersonated("system:serviceaccount:shop:a:b", {}).groups,
            (Groups{"system:authenticated"}));
}

TEST(RbacSubjects, ANodeIsOneByNameAndGroup) {
  EXPECT_TRUE((Identity{"system:node:n1", {"system:nodes"}}.is_node()));
  EXPECT_FALSE((Identity{"system:node:n1", {}}.is_node()));
  EXPECT_FALSE((Identity{"jane", {"system:nodes"}}.is_node()));
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
