// SPDX-License-Identifier: Apache-2.0
// What a rule allows, one condition after the other.
#include "analyzers/rbac/rules.h"

#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::rbac {
namespace {

TEST(RbacRules, VerbAndGroupMatchExactlyOrByAStar) {
  const Estate exact = one_rule("verbs: [get], apiGroups: [apps], resources: [deployments]");
  EXPECT_TRUE(may(exact, asked("get apps deployments")));
  EXPECT_FALSE(may(exact, asked("GET apps deployments")));
  EXPECT_FALSE(may(exact, asked("list apps deployments")));
  EXPECT_FALSE(may(exact, asked("get deployments")));
  EXPECT_FALSE(may(exact, asked("get apps.example deployments")));
  EXPECT_TRUE(may(one_rule("verbs: ['*'], apiGroups: ['*'], resources: [deployments]"),
                  asked("get extensions deployments")));
  EXPECT_FALSE(may(one_rule("verbs: ['ge*'], apiGroups: ['app*'], resources: [deployments]"),
                   asked("get apps deployments")));
}

TEST(RbacRules, TheStarOfVerbsIncludesThoseThatAreNoRequests) {
  const Estate all = one_rule("verbs: ['*'], apiGroups: ['*'], resources: ['*']");
  for (const std::string verb : {"escalate", "bind", "impersonate", "approve", "sign", "use",
                                 "attest", "impersonate-on:user-info:get"}) {
    EXPECT_TRUE(may(all, asked(verb + " certificates.k8s.io signers"))) << verb;
  }
}

TEST(RbacRules, AllOfVerbGroupResourceAndNameMustMatch) {
  const Estate rule = one_rule(
      "verbs: [get], apiGroups: [''], resources: [secrets], resourceNames: [key]");
  EXPECT_TRUE(may(rule, asked("get secrets", "shop", "key")));
  EXPECT_FALSE(may(rule, asked("delete secrets", "shop", "key")));
  EXPECT_FALSE(may(rule, asked("get apps secrets", "shop", "key")));
  EXPECT_FALSE(may(rule, asked("get configmaps", "shop", "key")));
  EXPECT_FALSE(may(rule, asked("get secrets", "shop", "other")));
}

TEST(RbacRules, PartsOfTwoRulesDoNotAddUpToOne) {
  const Estate rules = one_rule(
      "verbs: [get], apiGroups: [''], resources: [pods]}, {verbs: [delete], apiGroups: [apps], "
      "resources: [deployments]");
  EXPECT_FALSE(may(rules, asked("delete pods")));
  EXPECT_FALSE(may(rules, asked("get apps deployments")));
}

TEST(RbacRules, AStarOfResourcesCoversSubresources) {
  const Estate rule = one_rule("verbs: [create], apiGroups: [''], resources: ['*']");
  EXPECT_TRUE(may(rule, asked("create pods")));
  EXPECT_TRUE(may(rule, asked("create pods/exec")));
}

TEST(RbacRules, AResourceIsNotItsSubresource) {
  const Estate pods = one_rule("verbs: ['*'], apiGroups: ['*'], resources: [pods]");
  EXPECT_FALSE(may(pods, asked("create pods/exec")));
  const Estate exec = one_rule("verbs: ['*'], apiGroups: ['*'], resources: [pods/exec]");
  EXPECT_TRUE(may(exec, asked("create pods/exec")));
  EXPECT_FALSE(may(exec, asked("create pods")));
}

// A peer takes it for one (rbac.md 1.4).
TEST(RbacRules, PodsSlashStarIsNoWildcard) {
  const Estate rule = one_rule("verbs: ['*'], apiGroups: ['*'], resources: [pods/*]");
  EXPECT_FALSE(may(rule, asked("create pods/exec")));
  EXPECT_FALSE(may(rule, asked("create pods")));
}

TEST(RbacRules, StarSlashSubresourceIsAWildcard) {
  const Estate rule = one_rule("verbs: [update], apiGroups: ['*'], resources: ['*/scale']");
  EXPECT_TRUE(may(rule, asked("update apps deployments/scale")));
  EXPECT_TRUE(may(rule, asked("update example.com widgets/scale")));
  EXPECT_FALSE(may(rule, asked("update apps deployments")));
  EXPECT_FALSE(may(rule, asked("update apps deployments/status")));
  EXPECT_FALSE(may(rule, asked("update apps deployments/autoscale")));
}

TEST(RbacRules, EmptyResourceNamesAreAllNames) {
  const Estate rule = one_rule(
      "verbs: ['*'], apiGroups: [''], resources: [secrets], resourceNames: []");
  EXPECT_TRUE(may(rule, asked("get secrets", "shop", "any")));
  EXPECT_TRUE(may(rule, asked("list secrets", "shop")));
}

// A peer drops every rule that has names (rbac.md 1.4).
TEST(RbacRules, ARuleWithNamesAllowsThoseNamesAndNoRequestWithoutOne) {
  const Estate rule = one_rule(
      "verbs: ['*'], apiGroups: [''], resources: [secrets], resourceNames: [a, b]");
  EXPECT_TRUE(may(rule, asked("get secrets", "shop", "b")));
  EXPECT_FALSE(may(rule, asked("create secrets", "shop")));
  EXPECT_FALSE(may(rule, asked("deletecollection secrets", "shop")));
  EXPECT_FALSE(may(rule, asked("list secrets", "shop")));
  EXPECT_TRUE(may(rule, asked("list secrets", "shop", "a")));
  EXPECT_TRUE(may(rule, asked("create secrets", "shop", "a")))
      << "a server-side apply that creates";
}

TEST(RbacRules, AStarAmongNamesIsAName) {
  const Estate rule = one_rule(
      "verbs: [approve], apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: "
      "['*', 'kubernetes.io/*']");
  EXPECT_FALSE(may(rule, asked("approve certificates.k8s.io signers", "",
                               "kubernetes.io/kube-apiserver-client")));
  EXPECT_TRUE(may(rule, asked("approve certificates.k8s.io signers", "", "*")));
}

TEST(RbacRules, AnEmptyNameInTheListIsARequestWithoutOne) {
  const Estate rule = one_rule(
      "verbs: [list], apiGroups: [''], resources: [secrets], resourceNames: ['']");
  EXPECT_TRUE(may(rule, asked("list secrets", "shop")));
  EXPECT_FALSE(may(rule, asked("list secrets", "shop", "a")));
}

TEST(RbacRules, PathsMatchExactlyByAPrefixOrByAStar) {
  EXPECT_TRUE(path_matches("/healthz", "/healthz"));
  EXPECT_FALSE(path_matches("/healthz", "/healthz/etcd"));
  EXPECT_TRUE(path_matches("/healthz/*", "/healthz/etcd"));
  EXPECT_FALSE(path_matches("/healthz/*", "/healthz"));
  EXPECT_TRUE(path_matches("/healthz*", "/healthz"));
  EXPECT_TRUE(path_matches("/logs**", "/logs/x"));
  EXPECT_TRUE(path_matches("*", "/anything"));
  EXPECT_FALSE(path_matches("/a*b", "/axb"));
  EXPECT_FALSE(path_matches("", "/healthz"));
}

TEST(RbacRules, APathRuleAllowsNoResourceAndTheOtherWayRound) {
  const Estate paths = one_rule("verbs: ['*'], nonResourceURLs: ['*']");
  EXPECT_TRUE(may(paths, asked("get /metrics")));
  EXPECT_FALSE(may(paths, asked("get pods")));
  const Estate resources = one_rule("verbs: ['*'], apiGroups: ['*'], resources: ['*']");
  EXPECT_FALSE(may(resources, asked("get /metrics")));
}

TEST(RbacRules, TheQuickCheckNeverRefusesWhatMatches) {
  std::string verbs;
  for (int i = 0; i < 200; ++i) verbs += (i == 0 ? "v" : ", v") + std::to_string(i);
  const Estate rule = one_rule("verbs: [" + verbs + "], apiGroups: [g], resources: [things]");
  for (int i = 0; i < 200; ++i)
    EXPECT_TRUE(may(rule, asked("v" + std::to_string(i) + " g things")));
  EXPECT_FALSE(may(rule, asked("v200 g things")));
}

// A peer asks for the core group even of deployments and jobs (rbac.md 1.4).
TEST(RbacRules, WorkloadsOfTheirOwnGroupsCount) {
  const Estate rule = one_rule("verbs: [create], apiGroups: [apps], resources: [deployments]");
  EXPECT_TRUE(may(rule, asked("create apps deployments", "shop")));
}

// A peer looks only for `create` (rbac.md 1.4); by a WebSocket a `get` is enough.
TEST(RbacRules, GetOfExecAndOfNodesProxyAreSeen) {
  const Estate rule = one_rule(
      "verbs: [get], apiGroups: [''], resources: [pods/exec, nodes/proxy]");
  EXPECT_TRUE(may(rule, asked("get pods/exec", "shop", "web")));
  EXPECT_TRUE(may(rule, asked("get nodes/proxy", "", "n1")));
  EXPECT_FALSE(may(rule, asked("create pods/exec", "shop", "web")));
}

// A peer asks for `bind` on bindings, which grants nothing (rbac.md 1.4).
TEST(RbacRules, BindIsOfRolesAndNotOfBindings) {
  const Estate impossible = one_rule(
      "verbs: [bind], apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings]");
  EXPECT_FALSE(may(impossible, asked("bind rbac.authorization.k8s.io clusterroles", "", "admin")));
  const Estate real = one_rule(
      "verbs: [bind], apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], "
      "resourceNames: [admin]");
  EXPECT_TRUE(may(real, asked("bind rbac.authorization.k8s.io clusterroles", "shop", "admin")));
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
