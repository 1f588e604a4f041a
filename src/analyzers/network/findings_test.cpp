// SPDX-License-Identifier: Apache-2.0
// What depends on how much of a cluster is known; what each control finds stands in its examples.
#include "analyzers/network/findings.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/test_picture.h"

namespace bulwark::analyzers::network {
namespace {

using references::Findings;

Findings ask(TestPicture& picture, std::string_view control, bool complete = true) {
  return find_open(picture.inventory, {{control}, complete});
}

std::string of_owner(const std::string& name) {
  return "{apiVersion: v1, kind: Pod, metadata: {name: " + name +
         ", namespace: shop, labels: {app: web}, ownerReferences: [{apiVersion: x.io/v1, kind: "
         "Thing, name: t, controller: true}]}, spec: {containers: []}}";
}

TEST(NetworkFindings, tell_pods_of_one_owner_once) {
  TestPicture picture({of_owner("a"), of_owner("b")});
  const Findings findings = ask(picture, "pod-ingress-unrestricted");
  ASSERT_EQ(findings.found.size(), 1U);
  EXPECT_EQ(findings.found[0].instances, 2U);
}

TEST(NetworkFindings, say_nothing_of_what_may_be_isolated_elsewhere) {
  TestPicture picture({pod("db", "app: db", "{containerPort: 5432}")});
  for (const char* control : {"pod-ingress-unrestricted", "admin-port-open"}) {
    EXPECT_TRUE(ask(picture, control, false).found.empty());
    EXPECT_EQ(ask(picture, control, false).unknown,
              std::vector<std::string>{"any NetworkPolicy in shop"});
    EXPECT_EQ(ask(picture, control).found.size(), 1U);
  }
}

TEST(NetworkFindings, are_certain_of_what_a_policy_leaves_open) {
  TestPicture picture({pod("db", "app: db", "{containerPort: 5432}"),
                       policy("open", "podSelector: {}, ingress: [{}]")});
  EXPECT_EQ(ask(picture, "admin-port-open", false).found.size(), 1U);
}

TEST(NetworkFindings, know_the_admin_tier_and_the_policies_of_plugins) {
  TestPicture denied({pod("db", "app: db"),
                      cluster_policy("c",
                                     "tier: Admin, priority: 1, subject: {namespaces: {}}, "
                                     "ingress: [{action: Deny, from: [{namespaces: {}}]}]")});
  // It denies the pods of namespaces that are known; of others nobody can say.
  EXPECT_EQ(ask(denied, "pod-egress-unrestricted").found.size(), 1U);
  TestPicture cilium({pod("db", "app: db"),
                      "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, "
                      "namespace: shop}, spec: {endpointSelector: {}, ingress: [{}]}}"});
  EXPECT_TRUE(ask(cilium, "pod-ingress-unrestricted").found.empty());
  EXPECT_EQ(ask(cilium, "pod-egress-unrestricted").found.size(), 1U);
}

TEST(NetworkFindings, are_unknown_where_policies_are_not_modelled) {
  TestPicture picture({pod("db", "app: db", "{containerPort: 5432}"),
                       "{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: "
                       "{name: p, namespace: shop}}"});
  EXPECT_TRUE(ask(picture, "admin-port-open").found.empty());
  EXPECT_FALSE(ask(picture, "admin-port-open").unknown.empty());
  // It is about receivers, and about those of its own namespace that it selects.
  EXPECT_EQ(ask(picture, "pod-egress-unrestricted").found.size(), 1U);
  TestPicture other({pod("db", "app: db", "{containerPort: 5432}"),
                     "{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: "
                     "{name: p, namespace: shop}, spec: {selector: {matchLabels: {app: web}}}}"});
  EXPECT_EQ(ask(other, "pod-ingress-unrestricted").found.size(), 1U);
}

}  // namespace
}  // namespace bulwark::analyzers::network
