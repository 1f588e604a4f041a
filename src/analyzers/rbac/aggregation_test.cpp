// SPDX-License-Identifier: Apache-2.0
// Aggregated roles of manifests, and of clusters that did it already.
#include "analyzers/rbac/aggregation.h"

#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::rbac {
namespace {

std::string bound(const std::string& role) {
  return "kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: " +
         role + "}, subjects: [{kind: User, name: jane}]";
}

std::string gathering(const std::string& name, const std::string& of,
                      const std::string& more = "") {
  return "kind: ClusterRole, metadata: {name: " + name + ", labels: {to: " + name +
         "-s}}, aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: " + of + "}}]}" + more;
}

std::string leaf(const std::string& name, const std::string& label, const std::string& resource) {
  return "kind: ClusterRole, metadata: {name: " + name + ", labels: {to: " + label +
         "}}, rules: [{verbs: [get], apiGroups: [''], resources: [" + resource + "]}]";
}

TEST(RbacAggregation, ManifestsGetTheUnionOfWhatIsSelected) {
  const Estate estate({gathering("all", "all"), leaf("a", "all", "pods"), leaf("b", "all", "nodes"),
                       leaf("c", "else", "secrets"), bound("all")});
  EXPECT_TRUE(may(estate, asked("get pods")));
  EXPECT_TRUE(may(estate, asked("get nodes")));
  EXPECT_FALSE(may(estate, asked("get secrets")));
  const auto model = estate.model();
  const Chain chain = explain(*model, *authorize(*model, {"jane", {}}, asked("get nodes")).by);
  EXPECT_EQ(chain.role.title(), "ClusterRole all");
  EXPECT_EQ(chain.source.title(), "ClusterRole b");
}

TEST(RbacAggregation, ItsOwnRulesAreOverwritten) {
  const Estate estate(
      {gathering("all", "all", ", rules: [{verbs: [get], apiGroups: [''], resources: [secrets]}]"),
       leaf("a", "all", "pods"), bound("all")});
  EXPECT_FALSE(may(estate, asked("get secrets")));
  EXPECT_TRUE(may(estate, asked("get pods")));
}

TEST(RbacAggregation, GoesThroughAggregatedRoles) {
  const Estate estate({gathering("outer", "inner-s"), gathering("inner", "leaf"),
                       leaf("a", "leaf", "pods"), bound("outer")});
  EXPECT_TRUE(may(estate, asked("get pods")));
}

TEST(RbacAggregation, ACycleEndsAndIsTold) {
  const Estate estate(
      {gathering("one", "two-s",
                 ", rules: [{verbs: [get], apiGroups: [''], resources: [secrets]}]"),
       gathering("two", "one-s"), leaf("a", "two-s", "pods"), bound("two")});
  EXPECT_TRUE(may(estate, asked("get pods")));
  EXPECT_TRUE(may(estate, asked("get secrets"))) << "it may come round";
  EXPECT_EQ(estate.model()->cycles(), std::vector<std::string>{"one, two"});
}

TEST(RbacAggregation, SelectingItselfIsNoCycle) {
  const Estate estate({gathering("self", "self-s"), bound("self")});
  EXPECT_TRUE(estate.model()->cycles().empty());
  EXPECT_FALSE(may(estate, asked("get pods")));
}

TEST(RbacAggregation, AnEmptySelectorSelectsEveryRoleAndNoSelectorsNone) {
  const std::string
      all = "kind: ClusterRole, metadata: {name: all}, aggregationRule: {clusterRoleSelectors: ";
  EXPECT_TRUE(
      may(Estate({all + "[{}]}", leaf("a", "x", "pods"), bound("all")}), asked("get pods")));
  EXPECT_FALSE(may(Estate({all + "[]}", leaf("a", "x", "pods"), bound("all")}), asked("get pods")));
}

TEST(RbacAggregation, OfAClusterTheRulesStandAsTheControllerLeftThem) {
  const Estate estate(
      {gathering("all", "all", ", rules: [{verbs: [get], apiGroups: [''], resources: [nodes]}]"),
       leaf("a", "all", "pods"), bound("all")},
      "prod");
  EXPECT_TRUE(may(estate, asked("get nodes")));
  EXPECT_FALSE(may(estate, asked("get pods")));
}

TEST(RbacAggregation, MoreThanIsBorneIsAGapAndNoEndlessWalk) {
  std::vector<std::string> texts;
  Estate estate({bound("all")});
  formats::Builder builder(*estate.inventory.segments[0].pool);
  for (int i = 0; i < 2500; ++i) {
    const std::string
        text = "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r" +
               std::to_string(i) + "}, aggregationRule: {clusterRoleSelectors: [{}]}}";
    estate.inventory.segments[0].resources.push_back(
        {.root = formats::YamlReader().read(text, builder, {})->root});
  }
  EXPECT_FALSE(estate.model()->gaps().empty());
  EXPECT_EQ(verdict(estate, {"jane", {}}, asked("get pods")), Verdict::unknown);
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
