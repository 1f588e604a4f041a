// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/rule_text.h"

#include <gtest/gtest.h>

#include <string>

#include "analyzers/network/test_picture.h"

namespace bulwark::analyzers::network {
namespace {

const std::string kWeb = pod("web", "app: web, pod-template-hash: x1");
const std::string kDb = pod("db", "app: db", {}, "data");

std::string yaml(const std::vector<std::string>& policies, const Connections& wanted,
                 bool outside = false) {
  std::vector<std::string> texts{kWeb, kDb};
  texts.insert(texts.end(), policies.begin(), policies.end());
  const TestPicture objects(texts);
  Pair pair{{objects.pod_named("web"), {}}, {objects.pod_named("db"), {}}};
  if (outside) pair.from = {{}, parse_block("10.0.0.0/7").value()};
  std::string out;
  for (const Change& one : changes_to_allow(objects.policies, *objects.endpoints, pair, wanted))
    out += yaml_of(one, pair, *objects.endpoints);
  return out;
}

Connections tcp(std::uint16_t first, std::uint16_t last) {
  return Connections::of(Protocol::tcp, {first, last});
}

TEST(RuleText, names_a_pod_by_its_labels_and_its_namespace) {
  EXPECT_EQ(yaml({policy("p", "podSelector: {}", "data")}, tcp(80, 90)),
            "- from:\n  - namespaceSelector:\n      matchLabels:\n        "
            "kubernetes.io/metadata.name: shop\n    podSelector:\n      matchLabels:\n        app: "
            "web\n  ports:\n  - endPort: 90\n    port: 80\n    protocol: TCP\n");
}

TEST(RuleText, names_a_range_by_blocks) {
  EXPECT_EQ(
      yaml({policy("p", "podSelector: {}", "data")}, tcp(80, 80), true),
      "- from:\n  - ipBlock:\n      cidr: \"10.0.0.0/7\"\n  ports:\n  - port: 80\n    protocol: "
      "TCP\n");
}

TEST(RuleText, speaks_the_language_of_each_kind) {
  const std::string deny =
      "subject: {namespaces: {}}, priority: 1, ingress: [{action: Deny, from: [{namespaces: {}}]}]";
  EXPECT_EQ(
      yaml({cluster_policy("p", "tier: Admin, " + deny)}, tcp(80, 80)),
      "- action: Accept\n  from:\n  - pods:\n      namespaceSelector:\n        matchLabels:\n "
      "         kubernetes.io/metadata.name: shop\n      podSelector:\n        matchLabels:\n "
      "         app: web\n  protocols:\n  - tcp:\n      destinationPort:\n        number: "
      "80\n");
  EXPECT_EQ(
      yaml({"{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, "
            "metadata: {name: p}, spec: {" +
            deny + "}}"},
           tcp(80, 81)),
      "- action: Allow\n  from:\n  - pods:\n      namespaceSelector:\n        matchLabels:\n  "
      "        kubernetes.io/metadata.name: shop\n      podSelector:\n        matchLabels:\n  "
      "        app: web\n  ports:\n  - portRange:\n      end: 81\n      protocol: TCP\n      "
      "start: 80\n");
}

TEST(RuleText, says_nothing_where_a_kind_has_no_words_for_it) {
  const TestPicture objects({kDb, cluster_policy("p",
                                                 "tier: Admin, priority: 1, subject: {namespaces: "
                                                 "{}}, ingress: [{action: Deny, from: "
                                                 "[{namespaces: {}}]}]")});
  const Pair pair{{{}, parse_block("10.0.0.0/8").value()}, {objects.pod_named("db"), {}}};
  const Policy& own = objects.policies.all[0];
  EXPECT_EQ(yaml_of({Change::Kind::insert_rule, Direction::ingress, &own, &own.ingress_rules[0],
                     Action::deny, tcp(80, 80)},
                    pair, *objects.endpoints),
            "");
}

TEST(RuleText, writes_the_policy_that_isolates) {
  const TestPicture objects({kWeb, kDb});
  const Pair pair{{objects.pod_named("web"), {}}, {objects.pod_named("db"), {}}};
  const auto changes = changes_to_deny(objects.policies, *objects.endpoints, pair,
                                       Connections::all());
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(yaml_of(changes[0], pair, *objects.endpoints),
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: "
            "db-ingress\n  namespace: data\nspec:\n  podSelector:\n    matchLabels:\n      app: "
            "db\n  policyTypes:\n  - Ingress\n");
}

TEST(Addresses, are_the_fewest_blocks) {
  const AddressRange range{parse_address("10.0.0.1").value().first,
                           parse_address("10.0.0.10").value().first};
  EXPECT_EQ(blocks_of(range), (std::vector<std::string>{"10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/30",
                                                        "10.0.0.8/31", "10.0.0.10/32"}));
  EXPECT_EQ(blocks_of(all_of_family(false)), std::vector<std::string>{"0.0.0.0/0"});
  EXPECT_EQ(blocks_of(all_of_family(true)), std::vector<std::string>{"::/0"});
}

}  // namespace
}  // namespace bulwark::analyzers::network
