// SPDX-License-Identifier: Apache-2.0
// Against the rows of Reach, which the specifications are held against, on random clusters; and
// every change that is proposed is made.
#include "analyzers/network/decision.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyzers/network/change.h"
#include "analyzers/network/reach.h"
#include "analyzers/network/test_picture.h"
#include "analyzers/network/test_random_cluster.h"

namespace bulwark::analyzers::network {
namespace {

struct Question {
  Pair pair;
  NodeId from = 0, to = 0;
};

class Explained {
 public:
  explicit Explained(const RandomCluster& cluster)
      : endpoints(cluster.inventory, ""),
        policies(read_policies(cluster.inventory, "", endpoints)),
        reach(endpoints, policies) {}

  std::vector<Question> questions() const {
    std::vector<Question> out;
    const auto pods = static_cast<EndpointId>(endpoints.all().size());
    for (EndpointId pod = 0; pod < pods; ++pod) {
      const NodeId own = reach.node_of(pod);
      for (EndpointId other = 0; other < pods; ++other)
        out.push_back({{{pod, {}}, {other, {}}}, own, reach.node_of(other)});
      out.push_back({{{}, {pod, {}}}, reach.unknown_pod(), own});
      for (std::size_t i = 0; i < reach.outside(Direction::egress).size(); ++i) {
        out.push_back({{{pod, {}}, {{}, reach.outside(Direction::egress)[i]}},
                       own,
                       reach.node_of(Direction::egress, i)});
      }
      for (std::size_t i = 0; i < reach.outside(Direction::ingress).size(); ++i) {
        out.push_back({{{{}, reach.outside(Direction::ingress)[i]}, {pod, {}}},
                       reach.node_of(Direction::ingress, i),
                       own});
      }
    }
    return out;
  }

  Endpoints endpoints;
  Policies policies;
  Reach reach;
};

// Between the decisions that are final nothing is left out, and only NetworkPolicies repeat.
void expect_whole(const std::vector<Decision>& decisions) {
  Connections all, denied;
  for (const Decision& one : decisions) {
    EXPECT_FALSE(one.connections.is_empty());
    if (one.effect == Effect::passed) continue;
    all.unite(one.connections);
    if (!one.is_allowed()) denied.unite(one.connections);
  }
  EXPECT_TRUE(all.is_all());
  denied.intersect(allowed_of(decisions));
  EXPECT_TRUE(denied.is_empty());
}

constexpr Plugin kPlugins[] = {Plugin::none, Plugin::cilium, Plugin::calico};

TEST(Decision, allows_what_the_rows_allow) {
  Random random(23);
  std::size_t asked = 0;
  for (int round = 0; round < 240 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const RandomCluster cluster(random, kPlugins[round % 3]);
    Explained explained(cluster);
    for (const Question& one : explained.questions()) {
      ++asked;
      EXPECT_EQ(allowed_of(explained.policies, explained.endpoints, one.pair).text(),
                explained.reach.set(explained.reach.between(one.from, one.to)).text());
      for (const Direction direction : {Direction::egress, Direction::ingress}) {
        if (const auto own = one.pair.own(direction))
          expect_whole(decide(explained.policies, explained.endpoints, direction, *own,
                              one.pair.other(direction)));
      }
    }
  }
  EXPECT_GT(asked, 10'000U);
}

TEST(Change, alters_the_verdict) {
  Random random(29);
  std::size_t opened = 0, closed = 0;
  for (int round = 0; round < 200 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const RandomCluster cluster(random);
    Explained explained(cluster);
    const auto& [endpoints, policies, reach] = std::tie(explained.endpoints, explained.policies,
                                                        explained.reach);
    for (const Question& one : explained.questions()) {
      const auto port = static_cast<std::uint16_t>(kPorts[random() % 7]);
      const Connections asked = Connections::of(Protocol::tcp, {port, port});
      const bool is_open = allowed_of(policies, endpoints, one.pair).contains(Protocol::tcp, port);
      const auto changes = is_open ? changes_to_deny(policies, endpoints, one.pair, asked)
                                   : changes_to_allow(policies, endpoints, one.pair, asked);
      ++(is_open ? closed : opened);
      ASSERT_FALSE(changes.empty());
      const Policies after = changed(policies, one.pair, changes);
      EXPECT_NE(allowed_of(after, endpoints, one.pair).contains(Protocol::tcp, port), is_open);
    }
  }
  EXPECT_GT(opened, 1'000U);
  EXPECT_GT(closed, 1'000U);
}

TEST(Change, takes_out_what_cilium_denies) {
  const TestPicture picture({pod("web", "app: web"), pod("db", "app: db"),
                             "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: "
                             "{name: p, namespace: shop}, "
                             "spec: {endpointSelector: {matchLabels: {app: db}}, ingressDeny: "
                             "[{fromEndpoints: [{}]}]}}"});
  const Pair pair{{picture.pod_named("web"), {}}, {picture.pod_named("db"), {}}};
  const auto changes = changes_to_allow(picture.policies, *picture.endpoints, pair,
                                        Connections::all());
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].kind, Change::Kind::remove_rule);
}

}  // namespace
}  // namespace bulwark::analyzers::network
