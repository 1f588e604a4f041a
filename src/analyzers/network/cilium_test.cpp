// SPDX-License-Identifier: Apache-2.0
// Cases of Cilium's documentation, and what of its policies is refused or told.
#include <gtest/gtest.h>

#include <string>

#include "analyzers/network/test_picture.h"

namespace bulwark::analyzers::network {
namespace {

const std::string kPods[] = {test_pod("shop", "web"), test_pod("shop", "db"),
                             test_pod("ops", "probe", "serviceAccountName: prober"),
                             test_pod("ops", "node", "hostNetwork: true")};

std::string in_shop(const std::string& spec) {
  return "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, namespace: "
         "shop}, spec: {" +
         spec + "}}";
}

std::string clusterwide(const std::string& spec) {
  return "{apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy, metadata: {name: p}, "
         "spec: {" +
         spec + "}}";
}

TestPicture with(const std::string& policy,
                 const std::string& other = in_shop("endpointSelector: {matchLabels: {app: none}}, "
                                                    "ingress: [{}]")) {
  return TestPicture{kPods[0], kPods[1], kPods[2], kPods[3], test_namespace("ops", "team: ops"),
                     policy,   other};
}

const std::string kDb = "endpointSelector: {matchLabels: {app: db}}, ";

TEST(Cilium, an_empty_rule_denies_by_default_and_allows_nothing) {
  const TestPicture picture = with(in_shop(kDb + "ingress: [{}]"));
  EXPECT_EQ(picture.between("shop/web", "shop/db"), "No Connections");
  EXPECT_EQ(picture.between("shop/db", "shop/web"), "All Connections");
  EXPECT_EQ(picture.faults(), "");
  EXPECT_EQ(with(in_shop(kDb + "ingress: []")).between("shop/web", "shop/db"), "All Connections");
}

TEST(Cilium, peers_are_of_the_policys_namespace_unless_they_speak_of_namespaces) {
  const TestPicture own = with(in_shop(kDb + "ingress: [{fromEndpoints: [{}]}]"));
  EXPECT_EQ(own.between("shop/web", "shop/db"), "All Connections");
  EXPECT_EQ(own.between("ops/probe", "shop/db"), "No Connections");
  EXPECT_EQ(own.between("unknown", "shop/db"), "No Connections");
  for (const std::string labels : {"\"k8s:io.kubernetes.pod.namespace\": ops",
                                   "io.kubernetes.pod.namespace: ops, any:app: probe",
                                   "\"k8s:io.cilium.k8s.namespace.labels.team\": ops"}) {
    const TestPicture other = with(
        in_shop(kDb + "ingress: [{fromEndpoints: [{matchLabels: {" + labels + "}}]}]"));
    EXPECT_EQ(other.between("ops/probe", "shop/db"), "All Connections") << labels;
    EXPECT_EQ(other.between("shop/web", "shop/db"), "No Connections") << labels;
  }
  const TestPicture account = with(
      clusterwide(kDb +
                  "ingress: [{fromEndpoints: [{matchLabels: {io.cilium.k8s.policy.serviceaccount: "
                  "prober}}]}]"));
  EXPECT_EQ(account.between("ops/probe", "shop/db"), "All Connections");
  EXPECT_EQ(account.between("shop/web", "shop/db"), "No Connections");
}

TEST(Cilium, a_missing_list_is_anybody_and_an_empty_one_nobody) {
  const std::string ports = "toPorts: [{ports: [{port: \"80\", protocol: TCP}]}]";
  const TestPicture any = with(in_shop(kDb + "ingress: [{" + ports + "}]"));
  EXPECT_EQ(any.between("ops/probe", "shop/db"), "TCP 80");
  EXPECT_EQ(any.between("8.8.8.8", "shop/db"), "TCP 80");
  const TestPicture none = with(in_shop(kDb + "ingress: [{fromEndpoints: [], " + ports + "}]"));
  EXPECT_EQ(none.between("shop/web", "shop/db"), "No Connections");
}

TEST(Cilium, denials_beat_what_any_policy_allows) {
  const std::string network_policy =
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: n, namespace: "
      "shop}, spec: {podSelector: {}, ingress: [{}]}}";
  const TestPicture picture = with(
      clusterwide("endpointSelector: {}, ingressDeny: [{fromEndpoints: [{matchLabels: {app: "
                  "probe}}], toPorts: [{ports: [{port: \"22\"}]}]}], enableDefaultDeny: {ingress: "
                  "false}"),
      network_policy);
  EXPECT_EQ(picture.between("ops/probe", "shop/db"),
            "SCTP 1-21,23-65535,TCP 1-21,23-65535,UDP 1-21,23-65535");
  EXPECT_EQ(picture.between("shop/web", "shop/db"), "All Connections");
  const TestPicture alone = with(
      clusterwide("endpointSelector: {}, egressDeny: [{toEntities: [world]}]"));
  EXPECT_EQ(alone.between("shop/web", "shop/db"), "No Connections");  // nothing is allowed either
}

TEST(Cilium, without_default_deny_what_no_rule_names_stays_open) {
  const TestPicture picture = with(
      in_shop(kDb + "ingress: [{fromEndpoints: [{}]}], enableDefaultDeny: {ingress: false}"));
  EXPECT_EQ(picture.between("ops/probe", "shop/db"), "All Connections");
  const TestPicture denying = with(
      in_shop(kDb + "ingressDeny: [{fromEndpoints: [{}]}], enableDefaultDeny: {ingress: false}"));
  EXPECT_EQ(denying.between("ops/probe", "shop/db"), "All Connections");
  EXPECT_EQ(denying.between("shop/web", "shop/db"), "No Connections");
}

TEST(Cilium, entities_are_pods_addresses_or_nobody_here) {
  const auto from = [](const std::string& entities) {
    return with(in_shop(kDb + "ingress: [{fromEntities: [" + entities + "]}]"));
  };
  EXPECT_EQ(from("world").between("8.8.8.8", "shop/db"), "All Connections");
  EXPECT_EQ(from("world").between("shop/web", "shop/db"), "No Connections");
  EXPECT_EQ(from("cluster").between("ops/node", "shop/db"), "All Connections");
  EXPECT_EQ(from("cluster").between("8.8.8.8", "shop/db"), "No Connections");
  EXPECT_EQ(from("all").between("8.8.8.8", "shop/db"), "All Connections");
  EXPECT_EQ(from("host, remote-node").between("ops/node", "shop/db"), "All Connections");
  EXPECT_EQ(from("host, remote-node").faults(), "");
  EXPECT_EQ(from("health, init, none").between("ops/node", "shop/db"), "No Connections");
  EXPECT_EQ(from("health, init, none").faults(), "");
  EXPECT_EQ(
      from("host").faults(),
      "spec.ingress[0].fromEntities[0] nodes of pods in their node's network are not followed: "
      "what it allows is open at most (not modelled)");
  EXPECT_EQ(from("martians").faults(), "spec.ingress[0].fromEntities[0] no entity 'martians'");
}

TEST(Cilium, pods_in_their_nodes_network_are_no_endpoints) {
  const TestPicture picture = with(
      clusterwide("endpointSelector: {}, ingress: [{fromEndpoints: [{}]}]"));
  EXPECT_EQ(picture.between("ops/node", "shop/db"), "No Connections");
  EXPECT_EQ(picture.between("8.8.8.8", "ops/node"), "All Connections");
  EXPECT_EQ(picture.between("unknown", "shop/db"), "All Connections");
}

TEST(Cilium, ports_have_ranges_names_and_any_protocol) {
  const auto on = [](const std::string& port) {
    return with(in_shop(kDb + "ingress: [{toPorts: [{ports: [" + port + "]}]}]"))
        .between("shop/web", "shop/db");
  };
  EXPECT_EQ(on("{port: \"80\", endPort: 90, protocol: TCP}"), "TCP 80-90");
  EXPECT_EQ(on("{port: \"53\", protocol: ANY}"), "SCTP 53,TCP 53,UDP 53");
  EXPECT_EQ(on("{port: \"53\"}"), "SCTP 53,TCP 53,UDP 53");
  EXPECT_EQ(on("{port: \"0\", protocol: UDP}"), "UDP 1-65535");
  EXPECT_EQ(on("{port: web}"), "TCP 8080");
  EXPECT_EQ(on("{port: WEB, protocol: UDP}"), "No Connections");
}

TEST(Cilium, what_cannot_be_followed_is_told_and_open_at_most) {
  const TestPicture names = with(
      in_shop(kDb + "egress: [{toFQDNs: [{matchName: example.com}], toPorts: [{ports: [{port: "
                    "\"443\", protocol: TCP}]}]}]"));
  EXPECT_EQ(names.between("shop/db", "8.8.8.8"), "TCP 443");
  EXPECT_EQ(names.between("shop/db", "shop/web"), "No Connections");
  EXPECT_EQ(names.faults(),
            "spec.egress[0].toFQDNs names of domains are not followed: what it allows is open at "
            "most (not modelled)");
  const TestPicture requests = with(
      in_shop(kDb + "ingress: [{toPorts: [{ports: [{port: \"80\", protocol: TCP}], rules: {http: "
                    "[{method: GET}]}}]}]"));
  EXPECT_EQ(requests.between("shop/web", "shop/db"), "TCP 80");
  EXPECT_EQ(
      requests.faults(),
      "spec.ingress[0].toPorts[0].rules requests are not looked at: its ports are open at most "
      "(not modelled)");
  const TestPicture groups = with(
      in_shop(kDb + "egressDeny: [{toGroups: [{aws: {}}]}], enableDefaultDeny: {egress: false}"));
  EXPECT_EQ(groups.between("shop/db", "8.8.8.8"), "All Connections");
  EXPECT_EQ(groups.faults(),
            "spec.egressDeny[0].toGroups groups of providers are not followed: nobody is denied by "
            "them (not modelled)");
  EXPECT_EQ(with(clusterwide("nodeSelector: {}, ingress: [{}]")).faults(),
            "spec.nodeSelector nodes are not evaluated; pods are not subject to it (not modelled)");
  EXPECT_EQ(with(in_shop(kDb + "egress: [{}], enableDefaultDeny: {ingress: true}")).faults(),
            "spec.enableDefaultDeny.ingress without a rule for ingress it is taken to deny nothing "
            "(not modelled)");
}

TEST(Cilium, any_query_of_dns_is_the_port_itself) {
  EXPECT_EQ(with(in_shop(kDb + "egress: [{toPorts: [{ports: [{port: \"53\", protocol: UDP}], "
                               "rules: {dns: [{matchPattern: \"*\"}]}}]}]"))
                .faults(),
            "");
}

TEST(Cilium, what_its_agent_refuses_is_named_and_left_out) {
  const auto refused = [](const std::string& policy) {
    const TestPicture picture = with(policy);
    EXPECT_EQ(picture.policies.all.size(), 1U) << policy;
    return picture.faults();
  };
  EXPECT_EQ(refused(in_shop("")), "spec needs an endpointSelector, or else a nodeSelector");
  EXPECT_EQ(refused(in_shop(kDb + "ingress: [{fromEndpoints: [{}], fromCIDR: [10.0.0.0/8]}]")),
            "spec.ingress[0] combines fromEndpoints with fromCIDR");
  EXPECT_EQ(refused(in_shop(kDb + "ingress: [{fromCIDRSet: [{cidr: 10.0.0.0/8, except: "
                                  "[11.0.0.0/8]}]}]")),
            "spec.ingress[0].fromCIDRSet[0].except[0] lies not within its cidr");
  EXPECT_EQ(refused(in_shop(kDb + "ingress: [{fromCIDR: [10.0.0.300]}]")),
            "spec.ingress[0].fromCIDR[0] '10.0.0.300/32' is no block of addresses");
  EXPECT_EQ(
      refused(in_shop(kDb + "ingress: [{toPorts: [{ports: [{port: \"90\", endPort: 80}]}]}]")),
      "spec.ingress[0].toPorts[0].ports[0] ends at 80, below its first port 90");
  EXPECT_EQ(refused(in_shop(kDb + "ingress: [{toPorts: [{ports: [{port: 80}]}]}]")),
            "spec.ingress[0].toPorts[0].ports[0].port is no port, as text, and no name");
  EXPECT_EQ(
      refused(in_shop(kDb + "ingress: [{toPorts: [{ports: [{port: \"80\", protocol: tcp}]}]}]")),
      "spec.ingress[0].toPorts[0].ports[0].protocol no protocol 'tcp'");
}

}  // namespace
}  // namespace bulwark::analyzers::network
