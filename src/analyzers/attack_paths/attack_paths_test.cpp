// SPDX-License-Identifier: Apache-2.0
// Each move that roles allow: what makes it, and what does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzers/attack_paths/test_question.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

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

TEST(AttackPaths, anonymous_is_in_its_group) {
  const Question question(
      {cluster_role("all", rule("'*'", "*", "'*'")),
       "kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: all}, "
       "subjects: [{kind: Group, name: 'system:unauthenticated'}]"});
  const auto steps = question.steps("anonymous");
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(question.analysis->graph().at(steps[0].as).title(), "Group system:unauthenticated");
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
