// SPDX-License-Identifier: Apache-2.0
// Each check with what it finds and with what looks like it; and what is called redundant can go.
#include "analyzers/network/lint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analyzers/network/test_picture.h"
#include "analyzers/network/test_random_cluster.h"

namespace bulwark::analyzers::network {
namespace {

std::vector<std::string> found(const std::vector<std::string>& texts) {
  TestPicture objects(texts);
  std::vector<std::string> out;
  for (const Lint& one :
       lint({objects.inventory, "", *objects.endpoints, objects.policies, *objects.reach})) {
    out.push_back(std::string(one.check) + " " + std::string(one.resource->name()) + " " +
                  one.path);
  }
  return out;
}

using Texts = std::vector<std::string>;
const std::string kWeb = pod("web", "app: web", "{containerPort: 8080, name: http}");
const std::string kDb = pod("db", "app: db");
const std::string kNames = "{ports: [{port: 53, protocol: UDP}]}";

TEST(Lint, has_nothing_to_say_of_what_is_well) {
  EXPECT_EQ(found({kWeb, kDb, policy("deny", "podSelector: {}, policyTypes: [Ingress, Egress]"),
                   policy("web",
                          "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], "
                          "egress: [{to: [{podSelector: {matchLabels: {app: db}}}], ports: "
                          "[{port: 5432}]}, " +
                              kNames + "]")}),
            Texts{});
}

TEST(Lint, tells_selectors_that_select_nothing) {
  EXPECT_EQ(found({kWeb, policy("p", "podSelector: {matchLabels: {app: gone}}")}),
            Texts{"selects-nothing p spec"});
  EXPECT_EQ(found({kWeb, policy("p", "podSelector: {}", "elsewhere")}),
            Texts{"selects-nothing p spec"});
  EXPECT_EQ(found({kWeb, policy("p",
                                "podSelector: {}, ingress: [{from: [{podSelector: "
                                "{matchLabels: {app: gone}}}]}]")}),
            Texts{"peer-selects-nothing p spec.ingress[0]"});
}

TEST(Lint, tells_types_that_default_otherwise_than_expected) {
  EXPECT_EQ(found({kWeb, policy("p", "podSelector: {}, egress: [" + kNames + "]")}),
            Texts{"ingress-by-default p spec.egress"});
  EXPECT_EQ(found({kWeb, policy("p", "podSelector: {}, egress: []")}),
            Texts{"egress-by-default p spec.egress"});
  EXPECT_EQ(found({kWeb, policy("p", "podSelector: {}, policyTypes: [Ingress], egress: [{}]")}),
            Texts{"direction-not-listed p spec.egress"});
  EXPECT_EQ(found({kWeb, policy("p", "podSelector: {}, ingress: [{from: []}]")}),
            Texts{"empty-means-all p spec.ingress[0]"});
}

TEST(Lint, tells_blocks_that_may_hold_pods) {
  const auto from = [](const char* block) {
    return policy(
        "p", std::string("podSelector: {}, ingress: [{from: [{ipBlock: {cidr: ") + block + "}}]}]");
  };
  EXPECT_EQ(found({kWeb, from("0.0.0.0/0, except: [10.0.0.0/8]")}),
            Texts{"block-may-hold-pods p spec.ingress[0]"});
  EXPECT_EQ(found({kWeb, from("203.0.113.0/24")}), Texts{});
}

TEST(Lint, tells_ports_that_nobody_has) {
  EXPECT_EQ(found({kWeb, policy("p", "podSelector: {}, ingress: [{ports: [{port: htp}]}]")}),
            Texts{"port-name-unknown p spec.ingress[0]"});
  EXPECT_EQ(found({kWeb, policy("p", "podSelector: {}, ingress: [{ports: [{port: http}]}]")}),
            Texts{});
  const std::string service =
      "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: "
      "{app: web}, ports: [{port: 80, targetPort: http}]}}";
  EXPECT_EQ(
      found({kWeb, service, policy("p", "podSelector: {}, ingress: [{ports: [{port: 80}]}]")}),
      Texts{"service-port p spec.ingress[0]"});
  EXPECT_EQ(
      found({kWeb, service, policy("p", "podSelector: {}, ingress: [{ports: [{port: 8080}]}]")}),
      Texts{});
}

TEST(Lint, tells_who_may_ask_no_name_server) {
  const std::string to_db =
      "podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: "
      "db}}}], ports: [{port: 5432}]}]";
  EXPECT_EQ(found({kWeb, kDb, policy("p", to_db)}), Texts{"no-name-server p spec.egress"});
  EXPECT_EQ(
      found({kWeb, kDb, policy("p", to_db),
             policy("names", "podSelector: {}, policyTypes: [Egress], egress: [" + kNames + "]")}),
      Texts{});
}

TEST(Lint, tells_equal_priorities) {
  const auto rules = [](const char* priority, const char* action) {
    return std::string("tier: Admin, priority: ") + priority +
           ", subject: {namespaces: {}}, ingress: [{action: " + action +
           ", from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 80}}}]}]";
  };
  const Texts both = found(
      {kWeb, cluster_policy("a", rules("5", "Accept")), cluster_policy("b", rules("5", "Deny"))});
  EXPECT_TRUE(std::ranges::count(both, "equal-priority b spec.priority"));
  const Texts apart = found(
      {kWeb, cluster_policy("a", rules("5", "Accept")), cluster_policy("b", rules("6", "Deny"))});
  EXPECT_EQ(apart, Texts{"redundant-rule b spec.ingress[0]"});
}

TEST(Lint, tells_the_later_of_two_rules_that_allow_the_same) {
  const std::string from_web = "{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: ";
  EXPECT_EQ(found({kWeb, kDb,
                   policy("a", "podSelector: {}, ingress: [" + from_web + "80, endPort: 90}]}]"),
                   policy("b", "podSelector: {}, ingress: [" + from_web + "85}]}, " + from_web +
                                   "91}]}]")}),
            Texts{"redundant-rule b spec.ingress[0]"});
}

// All at once: nobody's connections change.
TEST(Lint, calls_redundant_only_what_can_go) {
  Random random(31);
  std::size_t removed = 0;
  for (int round = 0; round < 150 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const RandomCluster cluster(random);
    const Endpoints endpoints(cluster.inventory, "");
    const Policies policies = read_policies(cluster.inventory, "", endpoints);
    Reach before(endpoints, policies);
    std::vector<Lint> lints;
    lint_redundant({cluster.inventory, "", endpoints, policies, before}, lints);
    Policies rest = policies;
    for (const Lint& one : lints) {
      auto& policy = *std::ranges::find(rest.all, one.resource, &Policy::resource);
      for (auto* rules : {&policy.ingress_rules, &policy.egress_rules})
        removed += std::erase_if(*rules,
                                 [&](const PolicyRule& rule) { return rule.path == one.path; });
    }
    Reach after(endpoints, rest);
    for (EndpointId a = 0; a < endpoints.all().size(); ++a) {
      for (EndpointId b = 0; b < endpoints.all().size(); ++b) {
        EXPECT_EQ(before.set(before.between(before.node_of(a), before.node_of(b))).text(),
                  after.set(after.between(after.node_of(a), after.node_of(b))).text());
      }
    }
  }
  EXPECT_GT(removed, 50U);
}

}  // namespace
}  // namespace bulwark::analyzers::network
