// SPDX-License-Identifier: Apache-2.0
// Cases of Calico's documentation, and what of its policies is refused or told.
#include <gtest/gtest.h>

#include <string>

#include "analyzers/network/test_picture.h"

namespace bulwark::analyzers::network {
namespace {

const std::string kPods[] = {test_pod("shop", "web", "serviceAccountName: seller"),
                             test_pod("shop", "db"), test_pod("ops", "probe"),
                             test_pod("ops", "node", "hostNetwork: true")};
const std::string kPassingTier =
    "{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: security}, spec: {order: 10, "
    "defaultAction: Pass}}";
const std::string kDenyingTier =
    "{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: security}, spec: {order: 10}}";

std::string global(const std::string& spec, const std::string& name = "g") {
  return "{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: " + name +
         "}, spec: {" + spec + "}}";
}

std::string in_shop(const std::string& spec, const std::string& name = "n") {
  return "{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: " + name +
         ", namespace: shop}, spec: {" + spec + "}}";
}

const std::string kNothing = global("selector: app == 'none'", "nothing");

TestPicture with(const std::string& policy, const std::string& other = kNothing,
                 const std::string& third = kNothing) {
  return TestPicture{
      kPods[0],
      kPods[1],
      kPods[2],
      kPods[3],
      test_namespace("ops", "team: ops"),
      "{apiVersion: v1, kind: ServiceAccount, metadata: {name: seller, namespace: shop, labels: "
      "{role: sales}}}",
      policy,
      other,
      third};
}

std::string to_db(const std::string& rule) {
  return in_shop("selector: app == 'db', types: [Ingress], ingress: [{" + rule + "}]");
}

TEST(Calico, what_no_rule_of_a_policy_decides_is_denied_at_the_end_of_the_tier) {
  const TestPicture picture = with(to_db("action: Allow, source: {selector: app == 'web'}"));
  EXPECT_EQ(picture.between("shop/web", "shop/db"), "All Connections");
  EXPECT_EQ(picture.between("ops/probe", "shop/db"), "No Connections");
  EXPECT_EQ(picture.between("ops/probe", "shop/web"), "All Connections");
  EXPECT_EQ(picture.faults(), "");
}

TEST(Calico, policies_are_asked_by_order_and_the_first_rule_that_matches_decides) {
  const std::string deny = global("order: 20, selector: app == 'db', ingress: [{action: Deny}]",
                                  "a");
  const std::string allow = global(
      "order: 10, selector: app == 'db', ingress: [{action: Log}, {action: Allow, protocol: TCP, "
      "destination: {ports: [80]}}]",
      "z");
  EXPECT_EQ(with(deny, allow).between("shop/web", "shop/db"), "TCP 80");
  const std::string sooner = global("order: 5, selector: app == 'db', ingress: [{action: Deny}]",
                                    "a");
  EXPECT_EQ(with(sooner, allow).between("shop/web", "shop/db"), "No Connections");
  // Without an order: last.
  const std::string last = global("selector: app == 'db', ingress: [{action: Deny}]", "a");
  EXPECT_EQ(with(last, allow).between("shop/web", "shop/db"), "TCP 80");
}

TEST(Calico, network_policies_stand_at_1000_in_the_default_tier) {
  const std::string network_policy =
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: m, namespace: "
      "shop}, spec: {podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 80}]}]}}";
  const auto denied_at = [&](const std::string& order) {
    return with(network_policy, global("order: " + order +
                                       ", selector: app == 'db', ingress: "
                                       "[{action: Deny}]"))
        .between("shop/web", "shop/db");
  };
  EXPECT_EQ(denied_at("999"), "No Connections");
  EXPECT_EQ(denied_at("1001"), "TCP 80");
  EXPECT_EQ(denied_at("1000"), "No Connections");  // "g" comes before "m"
}

TEST(Calico, tiers_come_before_the_default_one_by_their_order_and_pass_leads_on) {
  const std::string rule =
      "tier: security, selector: app == 'db', ingress: [{action: Pass, source: {selector: app == "
      "'web'}}, {action: Allow, protocol: UDP}]";
  const std::string allow = to_db("action: Allow, protocol: TCP");
  const TestPicture denying = with(kDenyingTier, global(rule), allow);
  EXPECT_EQ(denying.between("shop/web", "shop/db"), "TCP 1-65535");
  EXPECT_EQ(denying.between("ops/probe", "shop/db"), "UDP 1-65535");
  const TestPicture passing = with(kPassingTier, global(rule), allow);
  EXPECT_EQ(passing.between("ops/probe", "shop/db"), "TCP 1-65535,UDP 1-65535");
  // What the last tier passes on is allowed.
  EXPECT_EQ(with(kDenyingTier, global(rule)).between("shop/web", "shop/db"), "All Connections");
}

TEST(Calico, an_unknown_tier_is_refused) {
  EXPECT_EQ(with(global("tier: security, ingress: [{action: Deny}]")).faults(),
            "spec.tier there is no Tier 'security'");
  EXPECT_EQ(with("{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: t}, spec: "
                 "{defaultAction: Allow}}")
                .faults(),
            "spec.defaultAction 'Allow' is neither Deny nor Pass");
  EXPECT_EQ(with("{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: default}, spec: "
                 "{order: 5}}")
                .faults(),
            "spec.order must be 1000000 for this tier");
}

TEST(Calico, selectors_of_a_namespaced_policy_stay_in_its_namespace) {
  const TestPicture own = with(to_db("action: Allow, source: {selector: has(app)}"));
  EXPECT_EQ(own.between("shop/web", "shop/db"), "All Connections");
  EXPECT_EQ(own.between("ops/probe", "shop/db"), "No Connections");
  const TestPicture other = with(
      to_db("action: Allow, source: {namespaceSelector: team == 'ops', selector: app == 'probe'}"));
  EXPECT_EQ(other.between("ops/probe", "shop/db"), "All Connections");
  EXPECT_EQ(other.between("shop/web", "shop/db"), "No Connections");
  const TestPicture by_name = with(
      to_db("action: Allow, source: {namespaceSelector: \"projectcalico.org/name == 'ops'\"}"));
  EXPECT_EQ(by_name.between("ops/probe", "shop/db"), "All Connections");
  EXPECT_EQ(by_name.between("ops/node", "shop/db"), "No Connections");
}

TEST(Calico, a_negated_selector_matches_what_is_unknown_too) {
  const TestPicture negated = with(global(
      "selector: app == 'db', ingress: [{action: Allow, source: {notSelector: app == 'web'}}]"));
  EXPECT_EQ(negated.between("shop/web", "shop/db"), "No Connections");
  EXPECT_EQ(negated.between("ops/probe", "shop/db"), "All Connections");
  EXPECT_EQ(negated.between("8.8.8.8", "shop/db"), "All Connections");
  EXPECT_EQ(negated.between("ops/node", "shop/db"), "All Connections");
  const TestPicture negation = with(
      global("selector: app == 'db', ingress: [{action: Allow, source: {selector: '!(app == "
             "\"web\")'}}]"));
  EXPECT_EQ(negation.between("ops/probe", "shop/db"), "All Connections");
  EXPECT_EQ(negation.between("8.8.8.8", "shop/db"), "No Connections");
}

TEST(Calico, service_accounts_are_by_name_and_by_label) {
  for (const std::string accounts : {"names: [seller]", "selector: role == 'sales'"}) {
    const TestPicture picture = with(
        to_db("action: Allow, source: {serviceAccounts: {" + accounts + "}}"));
    EXPECT_EQ(picture.between("shop/web", "shop/db"), "All Connections") << accounts;
    EXPECT_EQ(picture.between("ops/probe", "shop/db"), "No Connections") << accounts;
  }
  const TestPicture subjects = with(
      global("serviceAccountSelector: role == 'sales', ingress: [{action: Deny}]"));
  EXPECT_EQ(subjects.between("shop/db", "shop/web"), "No Connections");
  EXPECT_EQ(subjects.between("shop/web", "shop/db"), "All Connections");
}

TEST(Calico, sets_of_addresses_are_peers_by_their_labels) {
  const std::string everywhere =
      "{apiVersion: projectcalico.org/v3, kind: GlobalNetworkSet, metadata: {name: s, labels: "
      "{role: partner}}, spec: {nets: [8.8.8.0/24]}}";
  const std::string here =
      "{apiVersion: crd.projectcalico.org/v1, kind: NetworkSet, metadata: {name: t, namespace: "
      "shop, labels: {role: partner}}, spec: {nets: [9.9.9.9/32]}}";
  const auto by = [&](const std::string& source) {
    return with(to_db("action: Allow, source: {" + source + "}"), everywhere, here);
  };
  const TestPicture own = by("selector: role == 'partner'");
  EXPECT_EQ(own.between("9.9.9.9", "shop/db"), "All Connections");
  EXPECT_EQ(own.between("8.8.8.8", "shop/db"), "No Connections");
  const TestPicture global = by("selector: role == 'partner', namespaceSelector: global()");
  EXPECT_EQ(global.between("9.9.9.9", "shop/db"), "No Connections");
  EXPECT_EQ(global.between("8.8.8.8", "shop/db"), "All Connections");
}

TEST(Calico, nets_are_of_addresses_outside_and_all_of_them_of_pods_too) {
  const TestPicture some = with(
      to_db("action: Allow, source: {nets: [10.0.0.0/8], notNets: [10.1.0.0/16]}"));
  EXPECT_EQ(some.between("10.2.0.1", "shop/db"), "All Connections");
  EXPECT_EQ(some.between("10.1.0.1", "shop/db"), "No Connections");
  EXPECT_EQ(some.between("shop/web", "shop/db"), "No Connections");
  const TestPicture all = with(to_db("action: Allow, source: {nets: [0.0.0.0/0]}"));
  EXPECT_EQ(all.between("shop/web", "shop/db"), "All Connections");
}

TEST(Calico, ports_and_protocols_are_by_number_name_and_negation) {
  const auto on = [](const std::string& rule) {
    const TestPicture picture = with(to_db("action: Allow, " + rule));
    return picture.faults().empty() ? picture.between("shop/web", "shop/db") : picture.faults();
  };
  EXPECT_EQ(on("protocol: TCP, destination: {ports: [80, '90:92', web]}"), "TCP 80,90-92,8080");
  EXPECT_EQ(on("protocol: 17, destination: {ports: [53]}"), "UDP 53");
  EXPECT_EQ(on("protocol: TCP, destination: {notPorts: ['2:65535']}"), "TCP 1");
  EXPECT_EQ(on("protocol: TCP, destination: {ports: ['8080:8081'], notPorts: [web]}"), "TCP 8081");
  EXPECT_EQ(on("notProtocol: TCP"), "SCTP 1-65535,UDP 1-65535");
  EXPECT_EQ(on("protocol: ICMP"), "No Connections");
  EXPECT_EQ(on("destination: {ports: [web]}"), "TCP 8080");
  EXPECT_EQ(on("destination: {ports: [80]}"),
            "spec.ingress[0].destination.ports[0] a port by number needs a protocol");
  EXPECT_EQ(on("protocol: TCP, destination: {ports: ['90:80']}"),
            "spec.ingress[0].destination.ports[0] is no port, no range of ports and no name");
  EXPECT_EQ(on("protocol: WARP"), "spec.ingress[0].protocol is no protocol");
}

TEST(Calico, types_follow_from_the_rules_where_they_are_not_said) {
  const TestPicture egress = with(global("selector: app == 'db', egress: [{action: Deny}]"));
  EXPECT_EQ(egress.between("shop/web", "shop/db"), "All Connections");
  EXPECT_EQ(egress.between("shop/db", "shop/web"), "No Connections");
  const TestPicture none = with(global("selector: app == 'db'"));
  EXPECT_EQ(none.between("shop/web", "shop/db"), "No Connections");
  EXPECT_EQ(none.between("shop/db", "shop/web"), "All Connections");
}

TEST(Calico, the_other_end_of_a_rule_narrows_its_subjects) {
  const TestPicture picture = with(
      global("namespaceSelector: \"projectcalico.org/name == 'shop'\", ingress: [{action: Deny, "
             "destination: {selector: app == 'db'}}, {action: Allow}]"));
  EXPECT_EQ(picture.between("ops/probe", "shop/db"), "No Connections");
  EXPECT_EQ(picture.between("ops/probe", "shop/web"), "All Connections");
}

TEST(Calico, what_both_groups_serve_is_read_once) {
  const std::string spec = "spec: {selector: all(), ingress: [{action: Deny}]}}";
  const std::string kept =
      "{apiVersion: crd.projectcalico.org/v1, kind: GlobalNetworkPolicy, metadata: {name: "
      "default.g}, " +
      spec;
  const std::string shown =
      "{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: g}, " + spec;
  EXPECT_EQ((TestPicture{kept, shown}).policies.all.size(), 1U);
  EXPECT_EQ((TestPicture{kept}).policies.all.size(), 1U);
}

TEST(Calico, what_cannot_be_judged_is_told_and_open_at_most) {
  const TestPicture senders = with(to_db("action: Allow, protocol: TCP, source: {ports: [99]}"));
  EXPECT_EQ(senders.between("shop/web", "shop/db"), "TCP 1-65535");
  EXPECT_EQ(
      senders.faults(),
      "spec.ingress[0].source.ports ports of senders are not looked at: what it allows is open at "
      "most (not modelled)");
  const TestPicture requests = with(global(
      "selector: app == 'db', ingress: [{action: Deny, source: {services: {name: s}}}, {action: "
      "Allow}]"));
  EXPECT_EQ(requests.between("shop/web", "shop/db"), "All Connections");
  EXPECT_EQ(requests.faults(),
            "spec.ingress[0].source.services the pods of Services are not followed: anybody may be "
            "meant (not modelled)");
  EXPECT_EQ(
      with(global("applyOnForward: true, preDNAT: true, ingress: [{action: Deny}]")).faults(),
      "spec.preDNAT is for host endpoints, which are not evaluated; pods are not subject to it "
      "(not modelled)");
}

TEST(Calico, bad_selectors_actions_and_blocks_are_refused) {
  const auto refused = [](const std::string& policy) { return with(policy).faults(); };
  EXPECT_EQ(refused(global("selector: app = 'db'")),
            "spec.selector 'app = 'db'' expects an operator at byte 5");
  EXPECT_EQ(refused(to_db("action: Accept")), "spec.ingress[0].action no action 'Accept'");
  EXPECT_EQ(refused(to_db("action: Allow, source: {nets: [10.0.0.0/99]}")),
            "spec.ingress[0].source.nets[0] '10.0.0.0/99' is no block of addresses");
  EXPECT_EQ(refused(to_db("action: Allow, source: {namespaceSelector: 'global() || all()'}")),
            "spec.ingress[0].source.namespaceSelector global() stands by itself");
  EXPECT_EQ(refused(global("types: [Inress]")), "spec.types[0] is neither Ingress nor Egress");
}

TEST(Calico, policies_of_cilium_beside_it_are_told) {
  const TestPicture picture = with(
      "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: shop}, "
      "spec: {endpointSelector: {}, ingress: [{}]}}");
  EXPECT_EQ(picture.faults(),
            " policies of Cilium beside those of Calico are not modelled: they are taken to be in "
            "the tier of NetworkPolicies (not modelled)");
}

}  // namespace
}  // namespace bulwark::analyzers::network
