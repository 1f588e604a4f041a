// SPDX-License-Identifier: Apache-2.0
// Whom policies touch that are not modelled.
#include "analyzers/network/doubt.h"

#include <gtest/gtest.h>

#include <string>

#include "analyzers/network/test_picture.h"

namespace bulwark::analyzers::network {
namespace {

std::string pod(const std::string& space, const std::string& name) {
  return "{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", namespace: " + space +
         ", labels: {app: " + name + "}}, spec: {containers: [{name: c, image: i}]}}";
}

std::string object(const std::string& version, const std::string& kind, const std::string& spec) {
  return "{apiVersion: " + version + ", kind: " + kind +
         ", metadata: {name: p, namespace: shop}, spec: {" + spec + "}}";
}

// "in: cart db, out: db": pods whose connections are in doubt.
std::string touched(const std::string& policy) {
  const TestPicture picture(
      {pod("shop", "cart"), pod("shop", "db"), pod("bank", "till"),
       "{apiVersion: v1, kind: Namespace, metadata: {name: bank, labels: {money: much}}}", policy});
  const Doubt doubt(*picture.endpoints, picture.policies);
  std::string out;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    out += direction == Direction::ingress ? "in:" : ", out:";
    for (EndpointId pod = 0; pod < picture.endpoints->all().size(); ++pod) {
      if (!doubt.on(pod, direction).empty())
        out += " " + std::string(picture.endpoints->all()[pod].name);
    }
  }
  return out;
}

TEST(Doubt, is_on_whom_a_policy_of_another_kind_selects) {
  const std::string istio = "security.istio.io/v1", kind = "AuthorizationPolicy";
  EXPECT_EQ(touched(object(istio, kind, "selector: {matchLabels: {app: cart}}")), "in: cart, out:");
  EXPECT_EQ(touched(object(istio, kind, "")), "in: cart db, out:");
  EXPECT_EQ(touched(object(istio, kind, "selector: nonsense")), "in: cart db, out:");
  EXPECT_EQ(
      touched("{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: "
              "p, namespace: istio-system}}"),
      "in: cart db till, out:");
  EXPECT_EQ(touched(object("k8s.cni.cncf.io/v1", "MultiNetworkPolicy",
                           "podSelector: {matchLabels: {app: db}}")),
            "in: db, out: db");
  EXPECT_EQ(touched(object("k8s.ovn.org/v1", "UserDefinedNetwork", "")),
            "in: cart db, out: cart db");
  EXPECT_EQ(touched(object("k8s.ovn.org/v1", "EgressFirewall", "")), "in:, out: cart db");
  EXPECT_EQ(
      touched("{apiVersion: k8s.ovn.org/v1, kind: ClusterUserDefinedNetwork, metadata: {name: "
              "p}, spec: {namespaceSelector: {matchLabels: {money: much}}}}"),
      "in: till, out: till");
  EXPECT_EQ(touched(object("kubevirt.io/v1", "VirtualMachine", "")), "in:, out:");
}

TEST(Doubt, is_on_the_subjects_of_what_is_modelled_in_part) {
  EXPECT_EQ(touched(object("cilium.io/v2", "CiliumNetworkPolicy",
                           "endpointSelector: {matchLabels: {app: cart}}, egress: [{toFQDNs: "
                           "[{matchName: example.com}]}]")),
            "in:, out: cart");
  EXPECT_EQ(touched(object("networking.k8s.io/v1", "NetworkPolicy",
                           "podSelector: {}, ingress: [{ports: [{port: 0}]}]")),
            "in:, out:");
}

TEST(Doubt, names_each_policy_once) {
  const TestPicture picture({pod("shop", "cart"), pod("shop", "db"),
                             object("k8s.ovn.org/v1", "UserDefinedNetwork", ""),
                             object("k8s.ovn.org/v1", "EgressFirewall", "")});
  const Doubt doubt(*picture.endpoints, picture.policies);
  const std::vector<EndpointId> both{0, 1};
  EXPECT_EQ(titles_of(doubt.of(both, both)), "UserDefinedNetwork shop/p, EgressFirewall shop/p");
  EXPECT_EQ(titles_of(doubt.of({}, both)), "UserDefinedNetwork shop/p");
}

}  // namespace
}  // namespace bulwark::analyzers::network
