// SPDX-License-Identifier: Apache-2.0
// Names as kubectl takes them, and what is said of those that nobody knows.
#include "analyzers/rbac/resource_names.h"

#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::rbac {
namespace {

class RbacResourceNames : public ::testing::Test {
 protected:
  Result<ResourceName> resolve(std::string_view text) const {
    const auto model = estate_.model();
    return ResourceNames(estate_.inventory, "", *model).resolve(text);
  }
  std::string refusal(std::string_view text) const {
    const auto found = resolve(text);
    EXPECT_FALSE(found) << text;
    return found ? "" : found.error().message;
  }

  Estate estate_{
      "apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: x}, "
      "spec: {group: example.com, scope: Cluster, names: {plural: gadgets, kind: Gadget, "
      "shortNames: "
      "[gd]}}",
      "kind: ClusterRole, metadata: {name: r}, rules: [{verbs: [spin], apiGroups: [example.org], "
      "resources: [widgets, pods/custom]}]"};
};

TEST_F(RbacResourceNames, PluralKindAndShortNameAreOne) {
  const ResourceName deployments{"apps", "deployments", "", true};
  for (const std::string_view text :
       {"deployments", "deployment", "Deployment", "deploy", "deploy.apps", "deployments.v1.apps"})
    EXPECT_EQ(*resolve(text), deployments) << text;
  EXPECT_EQ(*resolve("pods.v1"), (ResourceName{"", "pods", "", true}));
  EXPECT_EQ(*resolve("nodes/proxy"), (ResourceName{"", "nodes", "proxy", false}));
  EXPECT_EQ(resolve("events")->group, "");
  EXPECT_EQ(resolve("events.events.k8s.io")->group, "events.k8s.io");
  EXPECT_EQ(*resolve("*"), (ResourceName{"", "*", "", true}));
  EXPECT_EQ(*resolve("*.*"), (ResourceName{"*", "*", "", true}));
}

TEST_F(RbacResourceNames, DefinitionsAndRulesMakeResourcesKnown) {
  EXPECT_EQ(*resolve("gd"), (ResourceName{"example.com", "gadgets", "", false}));
  EXPECT_EQ(*resolve("gadgets.example.com/status"),
            (ResourceName{"example.com", "gadgets", "status", false}));
  EXPECT_EQ(*resolve("widgets"), (ResourceName{"example.org", "widgets", "", true}));
  EXPECT_TRUE(resolve("pods/custom"));
}

TEST_F(RbacResourceNames, WhatNobodyKnowsIsRefusedWithASuggestion) {
  EXPECT_NE(refusal("deploymnets").find("did you mean 'deployments'?"), std::string::npos);
  EXPECT_NE(refusal("deployments.app").find("did you mean 'deployments.apps'?"), std::string::npos);
  EXPECT_NE(refusal("pods/exce").find("did you mean 'exec'?"), std::string::npos);
  EXPECT_NE(refusal("pods/web-1").find("a name is an argument of its own"), std::string::npos);
  EXPECT_FALSE(resolve("gadgets.other.com"));
  EXPECT_FALSE(resolve(""));
  EXPECT_FALSE(resolve("pods/"));
}

TEST_F(RbacResourceNames, VerbsAreKnownByKubernetesOrARule) {
  const auto model = estate_.model();
  const ResourceNames names(estate_.inventory, "", *model);
  for (const std::string_view verb : {"get", "deletecollection", "escalate", "*", "spin",
                                      "impersonate:user-info", "impersonate-on:user-info:list"})
    EXPECT_TRUE(names.check_verb(verb)) << verb;
  const auto wrong = names.check_verb("creat");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "no verb 'creat'; did you mean 'create'?");
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
