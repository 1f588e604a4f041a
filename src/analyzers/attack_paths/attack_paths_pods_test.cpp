// SPDX-License-Identifier: Apache-2.0
// Each move over pods, Secrets and nodes: what makes it, and what does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzers/attack_paths/test_question.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(AttackPaths, get_on_exec_counts_before_1_35) {
  const std::vector<std::string> objects{
      cluster_role("r", rule("get", "", "pods/exec")), binding("jane", "r"), kAdmin,
      "apiVersion: v1, kind: Pod, metadata: {name: p, namespace: ops}, spec: {serviceAccountName: "
      "admin, containers: [{name: c}]}"};
  EXPECT_THAT(Question(objects, "", 37).way("user/jane"), IsEmpty());
  EXPECT_THAT(Question(objects, "", 34).way("user/jane"),
              ElementsAre("run a command in Pod ops/p",
                          "use the token in the pod as ServiceAccount ops/admin",
                          "may do everything: cluster-admin"));
}

TEST(AttackPaths, a_pod_without_a_token_leads_nowhere) {
  const auto pod = [](const std::string& spec) {
    return Question({kAdmin,
                     "apiVersion: v1, kind: Pod, metadata: {name: p, namespace: ops}, spec: "
                     "{serviceAccountName: admin, " +
                         spec + "containers: [{name: c}]}"})
        .way("pod/ops/p");
  };
  EXPECT_EQ(pod("").size(), 2U);
  EXPECT_THAT(pod("automountServiceAccountToken: false, "), IsEmpty());
  EXPECT_EQ(pod("automountServiceAccountToken: false, volumes: [{name: t, projected: {sources: "
                "[{serviceAccountToken: {path: t}}]}}], ")
                .size(),
            2U);
}

TEST(AttackPaths, token_secrets_are_their_accounts) {
  const std::string secret =
      "apiVersion: v1, kind: Secret, metadata: {name: t, namespace: ops, annotations: "
      "{kubernetes.io/service-account.name: admin}}, type: kubernetes.io/service-account-token";
  EXPECT_THAT(jane(rule("get", "", "secrets"), {kAdmin, secret}).way("user/jane"),
              ElementsAre("read Secret ops/t", "use the token in it as ServiceAccount ops/admin",
                          "may do everything: cluster-admin"));
  EXPECT_THAT(jane(rule("get", "", "secrets", "t"), {kAdmin, secret}).way("user/jane"), SizeIs(3));
  EXPECT_THAT(jane(rule("get", "", "secrets", "u"), {kAdmin, secret}).way("user/jane"), IsEmpty());
  EXPECT_THAT(jane(rule("create, get", "", "secrets"), {kAdmin}).way("user/jane"),
              ElementsAre("create and read a token Secret of ServiceAccount ops/admin",
                          "may do everything: cluster-admin"));
}

TEST(AttackPaths, answers_to_a_patch_and_to_a_deletecollection_hold_secrets) {
  const std::string secret =
      "apiVersion: v1, kind: Secret, metadata: {name: t, namespace: ops, annotations: "
      "{kubernetes.io/service-account.name: admin}}, type: kubernetes.io/service-account-token";
  const auto steps = [&](const std::string& rules) {
    return jane(rules, {kAdmin, secret}).way("user/jane").size();
  };
  EXPECT_EQ(steps(rule("patch", "", "secrets")), 3U);
  EXPECT_EQ(steps(rule("patch", "", "secrets", "t")), 3U);
  EXPECT_EQ(steps(rule("deletecollection", "", "secrets")), 3U);
  EXPECT_EQ(steps(rule("deletecollection", "", "secrets", "t")), 0U);
  EXPECT_EQ(steps(rule("update, delete", "", "secrets")), 0U);
}

TEST(AttackPaths, a_token_is_minted_in_a_secret_of_a_name_that_may_be_read) {
  const auto rules = rule("create", "", "secrets") + "," + rule("get", "", "secrets", "mine");
  EXPECT_THAT(jane(rules, {kAdmin}).way("user/jane"),
              ElementsAre("create and read a token Secret of ServiceAccount ops/admin",
                          "may do everything: cluster-admin"));
  EXPECT_THAT(
      jane(rules, {kAdmin, "apiVersion: v1, kind: Secret, metadata: {name: mine, namespace: ops}"})
          .way("user/jane"),
      IsEmpty());
  EXPECT_EQ(Question(both(with_role("ops", "ci", rules), {kAdmin})).way("sa/ops/ci").size(), 2U);
  EXPECT_THAT(Question(both(with_role("shop", "ci", rules), {kAdmin})).way("sa/shop/ci"),
              IsEmpty());
}

TEST(AttackPaths, an_ephemeral_container_may_be_privileged) {
  const auto objects = [](const std::string& level, const std::string& spec) {
    return Question(
        both(with_role("ops", "ci", rule("patch", "", "pods/ephemeralcontainers")),
             {"apiVersion: v1, kind: Namespace, metadata: {name: ops, labels: "
              "{pod-security.kubernetes.io/enforce: " +
                  level + "}}",
              "apiVersion: v1, kind: Pod, metadata: {name: p, namespace: ops}, spec: {" + spec +
                  "automountServiceAccountToken: false, containers: [{name: c}]}"}));
  };
  EXPECT_THAT(objects("privileged", "").way("sa/ops/ci", "node"),
              ElementsAre("add a privileged container to a pod on some node"));
  EXPECT_THAT(objects("baseline", "").way("sa/ops/ci", "node"), IsEmpty());
  EXPECT_THAT(objects("privileged", "hostUsers: false, ").way("sa/ops/ci", "node"), IsEmpty());
}

TEST(AttackPaths, pod_security_holds_back_privileged_pods) {
  const auto space = [](const std::string& level) {
    return "apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: "
           "{pod-security.kubernetes.io/enforce: " +
           level + "}}";
  };
  const auto objects = [&](const std::string& level, const std::string& rules) {
    return Question(both(with_role("shop", "ci", rules), {space(level)}));
  };
  const auto pods = rule("create", "", "pods");
  EXPECT_THAT(objects("privileged", pods).way("sa/shop/ci", "node"),
              ElementsAre("create a privileged pod on some node"));
  EXPECT_THAT(objects("baseline", pods).way("sa/shop/ci", "node"), IsEmpty());
  EXPECT_THAT(objects("restricted", pods).way("sa/shop/ci", "node"), IsEmpty());
  EXPECT_THAT(
      objects("restricted", pods + "," + rule("patch", "", "namespaces")).way("sa/shop/ci", "node"),
      ElementsAre("take the Pod Security labels off the namespace and create a privileged pod on "
                  "some node"));
}

TEST(AttackPaths, nodes_lead_to_the_pods_that_run_there) {
  const auto pod = [](const std::string& name, const std::string& node, const std::string& spec) {
    return "apiVersion: v1, kind: Pod, metadata: {name: " + name +
           ", namespace: ops}, spec: {nodeName: " + node + ", " + spec + "}";
  };
  const std::string breaks_out = "containers: [{name: c, securityContext: {privileged: true}}]";
  const std::string admin = "serviceAccountName: admin, containers: [{name: c}]";
  const std::string role = cluster_role("cluster-admin", rule("'*'", "*", "'*'"));
  const Question same({role, kAdmin, pod("agent", "a", breaks_out), pod("op", "a", admin)}, "prod");
  EXPECT_THAT(same.way("pod/ops/agent"),
              ElementsAre("break out of the container to Node a",
                          "find among the files of the pods there ServiceAccount ops/admin",
                          "may do everything: cluster-admin"));
  const Question other({role, kAdmin, pod("agent", "a", breaks_out), pod("op", "b", admin)},
                       "prod");
  EXPECT_THAT(other.way("pod/ops/agent"), IsEmpty());
  EXPECT_EQ(other.way("pod/ops/agent", "node/a").size(), 1U);
}

TEST(AttackPaths, a_pod_is_what_made_it) {
  const Question question(
      {"apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: x}, spec: {template: "
       "{spec: {containers: []}}}",
       "apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: r, namespace: x, ownerReferences: "
       "[{apiVersion: apps/v1, kind: Deployment, name: d, controller: true}]}, spec: {template: "
       "{spec: {containers: []}}}",
       "apiVersion: v1, kind: Pod, metadata: {name: p, namespace: x, ownerReferences: "
       "[{apiVersion: "
       "apps/v1, kind: ReplicaSet, name: r, controller: true}]}, spec: {nodeName: a, containers: "
       "[]}"},
      "prod");
  const Analysis& analysis = *question.analysis;
  ASSERT_TRUE(analysis.find("pod/x/p"));
  EXPECT_EQ(*analysis.find("pod/x/p"), *analysis.find("deployment/x/d"));
  EXPECT_THAT(question.way("node/a", "deployment/x/d"),
              ElementsAre("as root on the node enter Deployment x/d"));
  EXPECT_FALSE(analysis.find("pod/x/q"));
}

TEST(AttackPaths, the_control_plane_holds_the_keys_of_the_cluster) {
  const auto objects = [](const std::string& label) {
    return Question(
        {"apiVersion: v1, kind: Node, metadata: {name: a, labels: {" + label + ": ''}}",
         "apiVersion: v1, kind: Pod, metadata: {name: p, namespace: x}, spec: {nodeName: a, "
         "containers: [{name: c, securityContext: {privileged: true}}]}"},
        "prod");
  };
  EXPECT_EQ(objects("node-role.kubernetes.io/control-plane").way("pod/x/p").size(), 2U);
  EXPECT_THAT(objects("node-role.kubernetes.io/worker").way("pod/x/p"), IsEmpty());
}

}  // namespace
}  // namespace bulwark::analyzers::attack_paths
