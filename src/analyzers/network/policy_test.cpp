// SPDX-License-Identifier: Apache-2.0
// What no API server takes is named, and left out; what is not modelled is named.
#include "analyzers/network/policy.h"

#include <gtest/gtest.h>

#include <string>

#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::network {
namespace {

class Reading {
 public:
  explicit Reading(const std::string& document) {
    inventory_.sources.push_back({.name = "f", .file = {}, .text = {}});
    inventory_.segments.push_back({std::make_unique<formats::Pool>(std::uint16_t{1}, 0), {}});
    formats::Builder builder(*inventory_.segments[0].pool);
    const auto read = formats::YamlReader().read(document, builder, {});
    if (!read) {
      ADD_FAILURE() << read.error().text();
      return;
    }
    inventory_.segments[0].resources.push_back({.root = read->root});
    const Endpoints endpoints(inventory_, "");
    const Policies policies = read_policies(inventory_, "", endpoints);
    count = policies.all.size();
    for (const PolicyFault& fault : policies.faults)
      faults += (faults.empty() ? "" : "; ") + fault.path + " " + fault.reason +
                (fault.refused ? "" : " (not modelled)");
  }

  std::size_t count = 0;
  std::string faults;

 private:
  model::Inventory inventory_;
};

Reading network_policy(const std::string& spec) {
  return Reading(
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {" +
      spec + "}}");
}

void expect_refused(const Reading& reading, const std::string& faults) {
  EXPECT_EQ(reading.faults, faults);
  EXPECT_EQ(reading.count, 0U);
}

TEST(Policy, what_an_api_server_takes_is_read) {
  const Reading reading = network_policy(
      "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], "
      "ports: [{port: 80, endPort: 90}, {port: web}]}]");
  EXPECT_EQ(reading.faults, "");
  EXPECT_EQ(reading.count, 1U);
}

TEST(Policy, blocks_must_be_blocks) {
  expect_refused(
      network_policy("podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.300/8}}]}]"),
      "spec.ingress[0].from[0].ipBlock.cidr '10.0.0.300/8' is no block of addresses");
  expect_refused(
      network_policy("podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: "
                     "[11.0.0.0/16]}}]}]"),
      "spec.egress[0].to[0].ipBlock.except[0] lies not within its cidr");
}

TEST(Policy, ports_must_be_ports) {
  expect_refused(network_policy("podSelector: {}, ingress: [{ports: [{port: 90, endPort: 80}]}]"),
                 "spec.ingress[0].ports[0] ends at 80, below its first port 90");
  expect_refused(network_policy("podSelector: {}, ingress: [{ports: [{port: 70000}]}]"),
                 "spec.ingress[0].ports[0] is no port between 1 and 65535");
  expect_refused(network_policy("podSelector: {}, ingress: [{ports: [{port: web, endPort: 80}]}]"),
                 "spec.ingress[0].ports[0].endPort needs a port by number");
  expect_refused(
      network_policy("podSelector: {}, ingress: [{ports: [{port: 80, protocol: ICMP}]}]"),
      "spec.ingress[0].ports[0].protocol is none of TCP, UDP and SCTP");
}

TEST(Policy, selectors_and_peers_must_say_something) {
  expect_refused(network_policy("podSelector: {matchExpressions: [{key: a, operator: Like}]}"),
                 "spec.podSelector.matchExpressions[0] no operator 'Like'");
  expect_refused(network_policy("podSelector: {}, ingress: [{from: [{}]}]"),
                 "spec.ingress[0].from[0] names no peer");
  expect_refused(network_policy("podSelector: {}, policyTypes: [Inress]"),
                 "spec.policyTypes[0] is neither Ingress nor Egress");
}

TEST(Policy, tiers_and_actions_must_be_known) {
  const std::string head =
      "{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: "
      "{name: "
      "p}, spec: {subject: {namespaces: {}}, ";
  expect_refused(Reading(head + "tier: Top, priority: 1}}"),
                 "spec.tier 'Top' is neither Admin nor Baseline");
  expect_refused(Reading(head + "tier: Admin, priority: 1001}}"),
                 "spec.priority is no number between 0 and 1000");
  expect_refused(Reading(head + "tier: Admin, priority: 1, ingress: [{action: Allow, from: "
                                "[{namespaces: {}}]}]}}"),
                 "spec.ingress[0].action no action 'Allow'");
}

TEST(Policy, peers_that_are_not_modelled_are_named) {
  const Reading reading(
      "{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: "
      "{name: "
      "p}, spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: "
      "[{domainNames: [example.com]}]}]}}");
  EXPECT_EQ(reading.faults,
            "spec.egress[0].to[0] peers other than namespaces, pods and networks are not modelled "
            "(not modelled)");
  EXPECT_EQ(reading.count, 1U);
  EXPECT_EQ(
      Reading("{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: p}}")
          .faults,
      " what is of this kind is not modelled (not modelled)");
}

}  // namespace
}  // namespace bulwark::analyzers::network
