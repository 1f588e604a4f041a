// SPDX-License-Identifier: Apache-2.0
// Against the specifications, on random clusters. BULWARK_NETWORK_ROUNDS says how many (500).
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "analyzers/network/reach.h"
#include "analyzers/network/test_cilium_specification.h"
#include "analyzers/network/test_random_cluster.h"

namespace bulwark::analyzers::network {
namespace {

constexpr std::uint32_t kAddresses[] = {0x08080808, 0x0A000001, 0x0A010001,
                                        0x0A010201, 0xC0A80001, kUnnamedAddress};

NodeId range_of(const Reach& reach, Direction direction, std::uint32_t address) {
  if (address == kUnnamedAddress) {
    const auto& all = reach.outside(direction);
    const bool named = all.back().first[0] == 6;  // by what some rule is not about
    return named ? reach.node_of(direction, all.size() - 1) : reach.unnamed_address();
  }
  Address wanted{};
  wanted[0] = 4;
  for (unsigned i = 0; i < 4; ++i) wanted[16 - i] = static_cast<std::uint8_t>(address >> (8 * i));
  const auto& ranges = reach.outside(direction);
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].first <= wanted && wanted <= ranges[i].last) return reach.node_of(direction, i);
  }
  ADD_FAILURE() << "an address is in no range";
  return 0;
}

// Whether a packet may pass one end.
using Allows = bool (*)(const RandomCluster& cluster, const Packet& packet, bool ingress);

class Comparison {
 public:
  Comparison(const RandomCluster& cluster, Allows allows)
      : cluster_(cluster),
        allows_(allows),
        endpoints_(cluster.inventory, ""),
        policies_(read_policies(cluster.inventory, "", endpoints_)),
        reach_(endpoints_, policies_) {
    for (const PolicyFault& fault : policies_.faults)
      ADD_FAILURE() << fault.resource->name() << " " << fault.path << ": " << fault.reason;
    for (const Pod& pod : cluster.pods) {
      for (EndpointId i = 0; i < endpoints_.all().size(); ++i) {
        const Endpoint& one = endpoints_.all()[i];
        if (one.name_space == pod.name_space && one.name == pod.name)
          nodes_.push_back(reach_.node_of(i));
      }
    }
    EXPECT_EQ(nodes_.size(), cluster.pods.size());
  }

  void compare() {
    for (std::size_t a = 0; a < cluster_.pods.size(); ++a) {
      for (std::size_t b = 0; b < cluster_.pods.size(); ++b)
        compare({&cluster_.pods[a], 0}, nodes_[a], {&cluster_.pods[b], 0}, nodes_[b]);
      for (const std::uint32_t address : kAddresses) {
        const Party outside{nullptr, address};
        compare({&cluster_.pods[a], 0}, nodes_[a], outside,
                range_of(reach_, Direction::egress, address));
        compare(outside, range_of(reach_, Direction::ingress, address), {&cluster_.pods[a], 0},
                nodes_[a]);
      }
    }
  }

  std::uint64_t allowed = 0, refused = 0;

 private:
  void compare(const Party& from, NodeId from_node, const Party& to, NodeId to_node) {
    const Connections& set = reach_.set(reach_.between(from_node, to_node));
    for (const std::string protocol : {"TCP", "UDP", "SCTP"}) {
      Protocol own = Protocol::tcp;
      protocol_from(protocol, own);
      for (const int port : kPorts) {
        const bool wanted = is_wanted({from, to, protocol, port});
        ++(wanted ? allowed : refused);
        EXPECT_EQ(set.contains(own, static_cast<std::uint16_t>(port)), wanted)
            << name(from) << " to " << name(to) << " " << protocol << " " << port;
      }
    }
  }

  bool is_wanted(const Packet& packet) const {
    if (packet.from.pod != nullptr && !allows_(cluster_, packet, false)) return false;
    return packet.to.pod == nullptr || allows_(cluster_, packet, true);
  }

  static std::string name(const Party& one) {
    return one.pod != nullptr ? one.pod->name_space + "/" + one.pod->name
                              : std::to_string(one.address);
  }

  const RandomCluster& cluster_;
  Allows allows_;
  Endpoints endpoints_;
  Policies policies_;
  Reach reach_;
  std::vector<NodeId> nodes_;
};

// To find out by hand: BULWARK_NETWORK_SHOW=1.
void show(const RandomCluster& cluster) {
  for (const std::string& text : cluster.texts) std::puts(text.c_str());
}

void compare_random_clusters(Plugin plugin, Allows allows) {
  const char* text = std::getenv("BULWARK_NETWORK_ROUNDS");
  const int rounds = text == nullptr ? 500 : std::atoi(text);
  Random random(17);
  std::uint64_t allowed = 0, refused = 0;
  for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const RandomCluster cluster(random, plugin);
    Comparison comparison(cluster, allows);
    comparison.compare();
    allowed += comparison.allowed;
    refused += comparison.refused;
    if (testing::Test::HasFailure() && std::getenv("BULWARK_NETWORK_SHOW") != nullptr)
      show(cluster);
  }
  EXPECT_GT(allowed, static_cast<std::uint64_t>(rounds) * 100);
  EXPECT_GT(refused, static_cast<std::uint64_t>(rounds) * 100);
}

TEST(Reach, is_what_the_specifications_say_of_random_clusters) {
  compare_random_clusters(Plugin::none,
                          [](const RandomCluster& cluster, const Packet& packet, bool ingress) {
                            return is_allowed(cluster.policies, packet, ingress);
                          });
}

TEST(Reach, is_what_cilium_says_of_random_clusters) {
  compare_random_clusters(Plugin::cilium,
                          [](const RandomCluster& cluster, const Packet& packet, bool ingress) {
                            return cilium_allows(cluster.policies, packet, ingress);
                          });
}

TEST(Reach, is_what_calico_says_of_random_clusters) {
  compare_random_clusters(Plugin::calico,
                          [](const RandomCluster& cluster, const Packet& packet, bool ingress) {
                            const CalicoWorld world{cluster.policies, cluster.objects,
                                                    cluster.name_spaces, cluster.known_to_calico};
                            return calico_allows(world, packet, ingress);
                          });
}

}  // namespace
}  // namespace bulwark::analyzers::network
