// SPDX-License-Identifier: Apache-2.0
// Each move: what makes it, and what does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzers/attack_paths/explain.h"
#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t kMinor = 37;

std::string binding(const std::string& who, const std::string& role) {
  return "kind: ClusterRoleBinding, metadata: {name: '" + role + "-of-" + who +
         "'}, roleRef: {kind: ClusterRole, name: " + role + "}, subjects: [{kind: User, name: '" +
         who + "'}]";
}
std::string cluster_role(const std::string& name, const std::string& rules) {
  return "kind: ClusterRole, metadata: {name: " + name + "}, rules: [" + rules + "]";
}
std::string rule(const std::string& verbs, const std::string& group, const std::string& resources,
                 const std::string& names = {}) {
  std::string out = "{verbs: [" + verbs + "], apiGroups: ['" + group + "'], resources: [" +
                    resources + "]";
  return out + (names.empty() ? "}" : ", resourceNames: [" + names + "]}");
}
// An account with a Role that is bound to it there.
std::vector<std::string> with_role(const std::string& space, const std::string& account,
                                   const std::string& rules) {
  const std::string meta = "metadata: {name: " + account + ", namespace: " + space + "}";
  return {"kind: Role, " + meta + ", rules: [" + rules + "]",
          "kind: RoleBinding, " + meta + ", roleRef: {kind: Role, name: " + account +
              "}, subjects: [{kind: ServiceAccount, name: " + account + "}]"};
}
const std::string kAdmin =
    "kind: ClusterRoleBinding, metadata: {name: admins}, roleRef: {kind: ClusterRole, name: "
    "cluster-admin}, subjects: [{kind: ServiceAccount, name: admin, namespace: ops}]";
const std::string kRbac = "rbac.authorization.k8s.io";

class Question {
 public:
  explicit Question(const std::vector<std::string>& objects, const std::string& cluster = {},
                    std::uint32_t minor = kMinor)
      : estate_(objects, cluster), model_(estate_.model()) {
    analysis = Analysis::build(estate_.inventory, cluster, *model_, {.minor = minor});
  }

  // What is done, step by step; nothing where no path leads there.
  std::vector<std::string> way(std::string_view from, std::string_view to = "cluster-admin") const {
    std::vector<std::string> out;
    for (const Step& step : steps(from, to)) out.push_back(step.does);
    return out;
  }

  std::vector<Step> steps(std::string_view from, std::string_view to = "cluster-admin") const {
    const auto source = analysis->find(from);
    const auto target = analysis->find(to);
    if (!source || !target) return {};
    const Distances distances = distances_to(analysis->graph(), *target);
    return explain(*analysis, shortest_path(analysis->graph(), distances, *source));
  }

  std::unique_ptr<const Analysis> analysis;

 private:
  rbac::Estate estate_;
  std::unique_ptr<const rbac::Model> model_;
};

std::vector<std::string> both(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// One user, with these rules for the whole cluster.
Question jane(const std::string& rules, const std::vector<std::string>& more = {}) {
  return Question(both({cluster_role("r", rules), binding("jane", "r")}, more));
}

TEST(AttackPaths, everything_is_one_step) {
  const Question question = jane(rule("'*'", "*", "'*'"));
  EXPECT_THAT(question.way("user/jane"), ElementsAre("may do everything: cluster-admin"));
  const auto steps = question.steps("user/jane");
  ASSERT_EQ(steps.size(), 1U);
  ASSERT_EQ(steps[0].way.grants.size(), 1U);
  EXPECT_EQ(steps[0].way.grants[0].binding.title(), "ClusterRoleBinding r-of-jane");
  EXPECT_THAT(jane(rule("'*'", "batch", "'*'")).way("user/jane"), IsEmpty());
  EXPECT_THAT(jane(rule("'*'", "", "'*'")).way("user/jane"),
              ElementsAre("impersonate cluster-admin"));
}

TEST(AttackPaths, whoever_creates_pods_takes_any_account_of_the_namespace) {
  const auto rules = rule("create", "", "pods");
  EXPECT_THAT(Question(both(with_role("ops", "ci", rules), {kAdmin})).way("sa/ops/ci"),
              ElementsAre("create a pod that runs as ServiceAccount ops/admin",
                          "may do everything: cluster-admin"));
  EXPECT_THAT(Question(both(with_role("shop", "ci", rules), {kAdmin})).way("sa/shop/ci"),
              IsEmpty());
  EXPECT_THAT(jane(rules, {kAdmin}).way("user/jane"),
              ElementsAre("create a pod that runs as ServiceAccount ops/admin",
                          "may do everything: cluster-admin"));
}

TEST(AttackPaths, controllers_of_other_groups_make_pods_too) {
  for (const auto& [group, resource] : std::initializer_list<std::pair<const char*, const char*>>{
           {"apps", "deployments"}, {"apps", "daemonsets"}, {"batch", "cronjobs"}}) {
    EXPECT_EQ(jane(rule("create", group, resource), {kAdmin}).way("user/jane").size(), 2U)
        << resource;
    EXPECT_THAT(jane(rule("create", "", resource), {kAdmin}).way("user/jane"), IsEmpty());
  }
}

TEST(AttackPaths, subresources_are_resources_of_their_own) {
  EXPECT_THAT(jane(rule("create", "", "serviceaccounts/token"), {kAdmin}).way("user/jane"),
              ElementsAre("request a token of ServiceAccount ops/admin",
                          "may do everything: cluster-admin"));
  EXPECT_THAT(jane(rule("create", "", "serviceaccounts"), {kAdmin}).way("user/jane"), IsEmpty());
  EXPECT_THAT(jane(rule("create", "", "'serviceaccounts/*'"), {kAdmin}).way("user/jane"),
              IsEmpty());
}

TEST(AttackPaths, bind_is_held_on_roles_and_needs_a_binding_to_write) {
  const auto write = rule("create", kRbac, "clusterrolebindings");
  const auto on_roles = rule("bind", kRbac, "clusterroles");
  EXPECT_THAT(jane(write + "," + on_roles).way("user/jane"),
              ElementsAre("bind itself to the role cluster-admin"));
  EXPECT_THAT(jane(write).way("user/jane"), IsEmpty());
  EXPECT_THAT(jane(on_roles).way("user/jane"), IsEmpty());
  EXPECT_THAT(jane(write + "," + rule("bind", kRbac, "clusterrolebindings")).way("user/jane"),
              IsEmpty());
  EXPECT_THAT(
      jane(write + "," + rule("bind", kRbac, "clusterroles", "cluster-admin")).way("user/jane"),
      ElementsAre("bind itself to the role cluster-admin"));
  EXPECT_THAT(jane(write + "," + rule("bind", kRbac, "clusterroles", "view")).way("user/jane"),
              IsEmpty());
}

TEST(AttackPaths, parts_of_two_bindings_make_one_move) {
  const Question question({cluster_role("write", rule("create", kRbac, "clusterrolebindings")),
                           cluster_role("bind", rule("bind", kRbac, "clusterroles")),
                           binding("jane", "write"), binding("jane", "bind")});
  const auto steps = question.steps("user/jane");
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].way.grants.size(), 2U);
}

TEST(AttackPaths, parts_of_a_group_and_a_member_make_one_move) {
  const Question question(
      {cluster_role("write", rule("create", kRbac, "clusterrolebindings")),
       cluster_role("bind", rule("bind", kRbac, "clusterroles")), binding("jane", "write"),
       "kind: ClusterRoleBinding, metadata: {name: all}, roleRef: {kind: ClusterRole, name: "
       "bind}, subjects: [{kind: Group, name: 'system:authenticated'}]"});
  EXPECT_THAT(question.way("user/jane"), ElementsAre("bind itself to the role cluster-admin"));
  EXPECT_THAT(question.way("group/system:authenticated"), IsEmpty());
}

TEST(AttackPaths, a_role_that_may_be_escalated_must_be_ones_own) {
  const auto rules = rule("patch", kRbac, "clusterroles") + "," +
                     rule("escalate", kRbac, "clusterroles");
  EXPECT_THAT(jane(rules).way("user/jane"), ElementsAre("write into its own role: cluster-admin"));
  EXPECT_EQ(jane(rules).steps("user/jane").at(0).way.grants.size(), 2U);
  const Question one = jane(rule("patch, escalate", kRbac, "clusterroles"));
  EXPECT_EQ(one.steps("user/jane").at(0).way.grants.size(), 1U) << "one rule is told once";
  EXPECT_THAT(jane(rule("patch", kRbac, "clusterroles")).way("user/jane"), IsEmpty());
  const auto named = [](const std::string& name) {
    return rule("patch", kRbac, "clusterroles", name) + "," +
           rule("escalate", kRbac, "clusterroles");
  };
  EXPECT_EQ(jane(named("r")).way("user/jane").size(), 1U);
  EXPECT_THAT(jane(named("other")).way("user/jane"), IsEmpty());
}

TEST(AttackPaths, groups_are_impersonated_only_with_a_user) {
  EXPECT_THAT(jane(rule("impersonate", "", "groups")).way("user/jane"), IsEmpty());
  EXPECT_THAT(jane(rule("impersonate", "", "'groups', 'users'")).way("user/jane"),
              ElementsAre("impersonate cluster-admin"));
  EXPECT_THAT(
      jane(rule("impersonate", "", "serviceaccounts"), {kAdmin}).way("user/jane"),
      ElementsAre("impersonate ServiceAccount ops/admin", "may do everything: cluster-admin"));
  EXPECT_THAT(jane(rule("impersonate", "", "users"), {kAdmin}).way("user/jane"), IsEmpty());
  const Question named = jane(rule("impersonate", "", "users") + "," +
                              rule("impersonate", "", "groups", "'system:masters'"));
  EXPECT_THAT(named.way("user/jane"), ElementsAre("impersonate Group system:masters"));
}

TEST(AttackPaths, a_certificate_needs_three_rights) {
  const std::string certificates = "certificates.k8s.io";
  const auto create = rule("create", certificates, "certificatesigningrequests");
  const auto approve = rule("update", certificates, "certificatesigningrequests/approval");
  const auto signer = rule("approve", certificates, "signers",
                           "kubernetes.io/kube-apiserver-client");
  const std::vector<std::string> boss{
      cluster_role("all", rule("'*'", "*", "'*'")),
      "kind: ClusterRoleBinding, metadata: {name: boss}, roleRef: {kind: ClusterRole, name: all}, "
      "subjects: [{kind: User, name: boss}]"};
  EXPECT_THAT(jane(create + "," + approve + "," + signer, boss).way("user/jane"),
              ElementsAre("request and approve a client certificate of User boss",
                          "may do everything: cluster-admin"));
  EXPECT_THAT(jane(create + "," + approve, boss).way("user/jane"), IsEmpty());
  EXPECT_THAT(jane(create + "," + signer, boss).way("user/jane"), IsEmpty());
  const auto other = rule("approve", certificates, "signers", "example.com/other");
  EXPECT_THAT(jane(create + "," + approve + "," + other, boss).way("user/jane"), IsEmpty());
}

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

TEST(AttackPaths, any_account_is_enough_to_impersonate_a_group) {
  const auto account = [](const std::string& names) {
    return std::vector<std::string>{
        "kind: Role, metadata: {name: i, namespace: ops}, rules: [" +
            rule("impersonate", "", "serviceaccounts", names) + "]",
        "kind: RoleBinding, metadata: {name: i, namespace: ops}, roleRef: {kind: Role, name: i}, "
        "subjects: [{kind: User, name: jane}]"};
  };
  const auto groups = rule("impersonate", "", "groups");
  EXPECT_THAT(jane(groups, account("")).way("user/jane"), ElementsAre("impersonate cluster-admin"));
  EXPECT_THAT(jane(groups, account("eve")).way("user/jane"),
              ElementsAre("impersonate cluster-admin"));
  EXPECT_THAT(jane(groups + "," + rule("impersonate", "", "users", "bob")).way("user/jane"),
              ElementsAre("impersonate cluster-admin"));
  EXPECT_THAT(jane(rule("impersonate", "", "groups", "x"), account("eve")).way("user/jane"),
              IsEmpty());
}

TEST(AttackPaths, a_name_and_a_right_of_a_group_make_one_move) {
  const Question question(
      {cluster_role("write", rule("create", kRbac, "clusterrolebindings")),
       cluster_role("bind", rule("bind", kRbac, "clusterroles", "cluster-admin")),
       binding("jane", "write"),
       "kind: ClusterRoleBinding, metadata: {name: all}, roleRef: {kind: ClusterRole, name: "
       "bind}, subjects: [{kind: Group, name: 'system:authenticated'}]"});
  EXPECT_THAT(question.way("user/jane"), ElementsAre("bind itself to the role cluster-admin"));
  EXPECT_THAT(question.way("group/system:authenticated"), IsEmpty());
}

TEST(AttackPaths, the_role_of_a_binding_that_is_there_stays) {
  const auto rules = [](const std::string& verb) {
    return rule(verb, kRbac, "rolebindings") + "," + rule("bind", kRbac, "clusterroles");
  };
  const std::string
      account = "apiVersion: v1, kind: ServiceAccount, metadata: {name: a, namespace: ops}";
  const std::string joined =
      "kind: RoleBinding, metadata: {name: boss, namespace: ops}, roleRef: {kind: ClusterRole, "
      "name: cluster-admin}, subjects: [{kind: User, name: boss}]";
  const auto steps = [&](const std::string& verb, const std::vector<std::string>& more) {
    return jane(rules(verb), more).way("user/jane", "sa/ops/a").size();
  };
  EXPECT_EQ(steps("create", {account}), 2U);
  EXPECT_EQ(steps("patch", {account}), 0U);
  EXPECT_EQ(steps("patch", {account, joined}), 2U);
  const auto within = [&](const std::string& space) {
    return Question(both(with_role(space, "ci", rules("update")), {account, joined}))
        .way("sa/" + space + "/ci", "sa/ops/a")
        .size();
  };
  EXPECT_EQ(within("ops"), 2U);
  EXPECT_EQ(within("shop"), 0U);
}

TEST(AttackPaths, a_role_of_the_namespace_is_written_by_whom_it_is_bound_to) {
  const auto rules = [](const std::string& name) {
    return rule("patch", kRbac, "roles", name) + "," + rule("escalate", kRbac, "roles");
  };
  const std::string
      account = "apiVersion: v1, kind: ServiceAccount, metadata: {name: a, namespace: ops}";
  const std::string harmless = "kind: Role, metadata: {name: h, namespace: ops}, rules: [" +
                               rule("get", "", "pods") + "]";
  const std::string bound =
      "kind: RoleBinding, metadata: {name: h, namespace: ops}, roleRef: {kind: Role, name: h}, "
      "subjects: [{kind: User, name: jane}]";
  const auto ways = [&](const std::string& name, const std::vector<std::string>& more) {
    return jane(rules(name), both({account, harmless}, more)).way("user/jane", "sa/ops/a");
  };
  EXPECT_THAT(ways("", {}), IsEmpty());
  EXPECT_THAT(ways("", {bound}), SizeIs(2));
  EXPECT_THAT(ways("h", {bound}), SizeIs(2));
  EXPECT_THAT(ways("g", {bound}), IsEmpty());
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

TEST(AttackPaths, accounts_that_no_object_tells_of_have_what_their_groups_have) {
  const auto all_of = [](const std::string& group) {
    return std::vector<std::string>{
        cluster_role("all", rule("'*'", "*", "'*'")),
        "kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: all}, "
        "subjects: [{kind: Group, name: '" +
            group + "'}]"};
  };
  const auto pods = rule("create", "", "pods");
  EXPECT_THAT(jane(pods, all_of("system:serviceaccounts:ops")).way("user/jane"),
              ElementsAre("create a pod that runs as any service account of namespace ops",
                          "may do everything: cluster-admin"));
  EXPECT_THAT(jane(pods, all_of("system:serviceaccounts")).way("user/jane"),
              ElementsAre("create a pod that runs as any service account",
                          "may do everything: cluster-admin"));
  EXPECT_THAT(jane(pods, all_of("system:serviceaccountsx")).way("user/jane"), IsEmpty());
}

TEST(AttackPaths, an_account_by_name_is_one_that_a_binding_names) {
  const std::vector<std::string> boss{
      cluster_role("all", rule("'*'", "*", "'*'")),
      "kind: ClusterRoleBinding, metadata: {name: boss}, roleRef: {kind: ClusterRole, name: all}, "
      "subjects: [{kind: User, name: 'system:serviceaccount:ops:boss'}]"};
  const auto steps = [&](const std::string& name) {
    return jane(rule("create", "", "serviceaccounts/token", name), boss).way("user/jane").size();
  };
  EXPECT_EQ(steps("boss"), 2U);
  EXPECT_EQ(steps("other"), 0U);
}

TEST(AttackPaths, users_are_the_systems_by_more_than_a_prefix) {
  const Question question({cluster_role("r", rule("get", "", "pods")), binding("system:evil", "r"),
                           binding("system:kube-scheduler", "r")});
  const auto sources = question.analysis->sources(/*system=*/false);
  std::vector<std::string> names;
  for (const VertexId one : sources) names.push_back(question.analysis->graph().at(one).title());
  EXPECT_THAT(names, ElementsAre("User system:anonymous", "User system:evil"));
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

TEST(AttackPaths, anonymous_is_in_its_group) {
  const Question question(
      {cluster_role("all", rule("'*'", "*", "'*'")),
       "kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: all}, "
       "subjects: [{kind: Group, name: 'system:unauthenticated'}]"});
  const auto steps = question.steps("anonymous");
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(question.analysis->graph().at(steps[0].as).title(), "Group system:unauthenticated");
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

TEST(AttackPaths, names_that_are_not_there_are_refused) {
  const Question question = jane(rule("get", "", "pods"));
  const auto found = question.analysis->find("user/jan");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "nothing is called 'user/jan' here; did you mean 'user/jane'?");
}

TEST(AttackPaths, the_best_cut_is_what_most_paths_need) {
  const Question question(
      both(with_role("ops", "ci", rule("create", "", "pods")),
           {kAdmin, cluster_role("tokens", rule("create", "", "serviceaccounts/token")),
            binding("jane", "tokens"), binding("joe", "tokens")}));
  const Analysis& analysis = *question.analysis;
  const std::vector<VertexId> sources{*analysis.find("user/jane"), *analysis.find("user/joe"),
                                      *analysis.find("sa/ops/ci")};
  const auto cuts = best_cuts(
      analysis.graph(), *analysis.find("cluster-admin"), sources,
      [&](const Edge& edge) { return analysis.book().causes(edge); }, 3);
  ASSERT_EQ(cuts.size(), 1U);
  EXPECT_EQ(cuts[0].sources, 3U);
  EXPECT_EQ(explain(analysis, cuts[0]).object, "ClusterRoleBinding admins");
}

}  // namespace
}  // namespace bulwark::analyzers::attack_paths
