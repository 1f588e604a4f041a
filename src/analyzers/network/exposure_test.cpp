// SPDX-License-Identifier: Apache-2.0
// Against the listing, line by line, and against the specifications where it is about addresses
// outside, on random clusters. BULWARK_NETWORK_ROUNDS says how many (300).
#include "analyzers/network/exposure.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzers/network/listing.h"
#include "analyzers/network/test_random_cluster.h"

namespace bulwark::analyzers::network {
namespace {

// One of each range that the policies of random clusters can tell apart, of those of the internet.
constexpr std::uint32_t kInternet[] = {0x08080808, 0x0B000001, 0xC0A90001, kUnnamedAddress};
constexpr std::uint32_t kMetadata[] = {0xA9FEA9FE, kUnnamedAddress};
constexpr std::uint32_t kOutside[] = {0x08080808, 0x0A000001, 0x0A010001,     0x0A010201,
                                      0xC0A80001, 0xC0A90001, kUnnamedAddress};

using Titles = std::set<std::string>;

std::string space_of(const std::string& title) { return title.substr(0, title.find('/')); }

Count count_of(const Titles& titles) {
  Titles spaces;
  for (const std::string& title : titles) spaces.insert(space_of(title));
  return {static_cast<std::uint32_t>(titles.size()), static_cast<std::uint32_t>(spaces.size())};
}

std::string title_of(const Pod& pod) {
  return pod.name_space + "/" +
         (pod.owner.empty() ? pod.name + "[Pod]" : pod.owner + "[ReplicaSet]");
}

class Oracle {
 public:
  explicit Oracle(Random& random)
      : cluster_(random, Plugin::none, Owners::some),
        endpoints_(cluster_.inventory, ""),
        policies_(read_policies(cluster_.inventory, "", endpoints_)),
        reach_(endpoints_, policies_) {
    for (const Pod& pod : cluster_.pods) pods_[title_of(pod)].push_back(&pod);
    for (EndpointId i = 0; i < endpoints_.all().size(); ++i) {
      if (random() % 4 != 0) continue;
      const auto by = static_cast<LedBy>(random() % 3);
      leads_.push_back({i, Connections::of(Protocol::tcp, {80, 81}),
                        &cluster_.inventory.segments[0].resources[0], "Ingress", by});
    }
    list(endpoints_, entries(leads_), reach_, {},
         [&](const End& from, const End& to, const Connections& connections) {
           lines_[from.title][to.title] = connections;
           return true;
         });
  }

  void compare() {
    const std::vector<Exposure> all = exposures(endpoints_, policies_, leads_, reach_);
    ASSERT_EQ(all.size(), pods_.size());
    find_steps();
    for (const Exposure& one : all) {
      SCOPED_TRACE(one.title);
      ASSERT_TRUE(pods_.contains(one.title));
      compare_workloads(one);
      compare_outside(one);
      doors += one.doors.size();
      far += one.all.workloads > one.direct.workloads ? 1U : 0U;
    }
  }

  std::size_t doors = 0, far = 0;

 private:
  Titles reached_by(const std::string& from) const {
    Titles out;
    const auto line = lines_.find(from);
    if (line == lines_.end()) return out;
    for (const auto& [to, connections] : line->second) {
      if (pods_.contains(to)) out.insert(to);
    }
    return out;
  }

  Titles in_steps(const std::string& from) const {
    Titles seen;
    std::vector<std::string> open{from};
    while (!open.empty()) {
      const std::string at = open.back();
      open.pop_back();
      for (const std::string& to : reached_by(at)) {
        if (seen.insert(to).second) open.push_back(to);
      }
    }
    seen.erase(from);
    return seen;
  }

  void compare_workloads(const Exposure& one) const {
    EXPECT_EQ(one.direct, count_of(reached_by(one.title)));
    EXPECT_EQ(one.all, count_of(in_steps(one.title)));
    Titles others;
    Connections ports;
    for (const auto& [from, line] : lines_) {
      if (!pods_.contains(from) || space_of(from) == space_of(one.title)) continue;
      const auto to = line.find(one.title);
      if (to == line.end()) continue;
      others.insert(from);
      ports.unite(to->second);
    }
    EXPECT_EQ(one.others, count_of(others));
    EXPECT_EQ(one.others_ports, ports);
    const auto steps = steps_.find(one.title);
    EXPECT_EQ(one.steps.has_value(), steps != steps_.end());
    EXPECT_EQ(one.steps.value_or(0), steps != steps_.end() ? steps->second : 0U);
  }

  template <class Addresses>
  bool allowed(const std::string& title, const Addresses& addresses, Direction direction,
               const std::string& protocol, int port) const {
    for (const Pod* pod : pods_.at(title)) {
      for (const std::uint32_t address : addresses) {
        const Party own{pod, 0}, other{nullptr, address};
        const bool in = direction == Direction::ingress;
        if (is_allowed(cluster_.policies, {in ? other : own, in ? own : other, protocol, port}))
          return true;
      }
    }
    return false;
  }

  bool has_any(const std::string& title, std::uint32_t address) const {
    for (const char* protocol : {"TCP", "UDP", "SCTP"}) {
      for (const int port : kPorts) {
        if (allowed(title, std::vector{address}, Direction::ingress, protocol, port)) return true;
      }
    }
    return false;
  }

  bool is_isolated(const std::string& title, Direction direction) const {
    const auto by_one = [&](const Pod& pod) {
      return std::ranges::any_of(cluster_.policies, [&](const Value& policy) {
        if (policy.text("kind") != "NetworkPolicy") return false;
        if (policy.at("metadata", "namespace")->as_string() != pod.name_space) return false;
        const Value& spec = *policy.find("spec");
        const auto types = formats::items_of(spec, "policyTypes");
        const char* type = direction == Direction::ingress ? "Ingress" : "Egress";
        const bool named = std::ranges::any_of(
            types, [&](const Value& one) { return one.as_string() == type; });
        const bool default_type = types.empty() && (direction == Direction::ingress ||
                                                    !formats::items_of(spec, "egress").empty());
        return (named || default_type) && matches(spec.find("podSelector"), pod.labels);
      });
    };
    return std::ranges::all_of(pods_.at(title), [&](const Pod* pod) { return by_one(*pod); });
  }

  void compare_outside(const Exposure& one) const {
    for (const std::string protocol : {"TCP", "UDP", "SCTP"}) {
      Protocol own = Protocol::tcp;
      protocol_from(protocol, own);
      for (const int port : kPorts) {
        const auto number = static_cast<std::uint16_t>(port);
        EXPECT_EQ(one.open_to.contains(own, number),
                  allowed(one.title, kInternet, Direction::ingress, protocol, port));
        EXPECT_EQ(one.internet.contains(own, number),
                  allowed(one.title, kInternet, Direction::egress, protocol, port));
      }
    }
    EXPECT_EQ(one.everywhere, has_any(one.title, 0x08080808) && has_any(one.title, 0x0B000001) &&
                                  has_any(one.title, 0xC0A90001));
    EXPECT_EQ(one.isolated.ingress, is_isolated(one.title, Direction::ingress));
    EXPECT_EQ(one.isolated.egress, is_isolated(one.title, Direction::egress));
    EXPECT_EQ(one.metadata, allowed(one.title, kMetadata, Direction::egress, "TCP", 80));
    EXPECT_EQ(!one.doors.empty(), has_door(one.title));
  }

  // What a controller leads to is told by the listing.
  bool has_door(const std::string& title) const {
    const auto line = lines_.find(std::string(kIngressController));
    if (line != lines_.end() && line->second.contains(title)) return true;
    for (const Lead& lead : leads_) {
      const Endpoint& endpoint = endpoints_.all()[lead.endpoint];
      if (endpoint.title() != title || lead.led_by == LedBy::controller) continue;
      for (const Pod* pod : pods_.at(title)) {
        if (endpoint.labels != nullptr && !same(*endpoint.labels, pod->labels)) continue;
        for (const std::uint32_t address : kOutside) {
          const bool counts = lead.led_by == LedBy::node || is_of_internet(address);
          for (const int port : {80, 81}) {
            if (counts &&
                is_allowed(cluster_.policies, {{nullptr, address}, {pod, 0}, "TCP", port}))
              return true;
          }
        }
      }
    }
    return false;
  }

  static bool same(const Value& labels, const Labels& own) {
    if (labels.size() != own.size()) return false;
    for (const auto& [key, value] : own) {
      if (labels.text(key) != value) return false;
    }
    return true;
  }

  static bool is_of_internet(std::uint32_t address) {
    return std::ranges::find(kInternet, address) != std::end(kInternet);
  }

  void find_steps() {
    std::vector<std::string> front;
    for (const auto& [title, pods] : pods_) {
      if (has_door(title)) front.push_back(title);
    }
    for (std::uint32_t steps = 1; !front.empty(); ++steps) {
      std::vector<std::string> next;
      for (const std::string& at : front) {
        if (!steps_.try_emplace(at, steps).second) continue;
        for (const std::string& to : reached_by(at)) next.push_back(to);
      }
      front = std::move(next);
    }
  }

  RandomCluster cluster_;
  Endpoints endpoints_;
  Policies policies_;
  Reach reach_;
  std::vector<Lead> leads_;
  std::map<std::string, std::vector<const Pod*>> pods_;
  std::map<std::string, std::map<std::string, Connections>> lines_;
  std::map<std::string, std::uint32_t> steps_;
};

TEST(Exposure, counts_what_the_listing_lists) {
  const char* text = std::getenv("BULWARK_NETWORK_ROUNDS");
  const int rounds = text == nullptr ? 300 : std::atoi(text);
  Random random(23);
  std::size_t doors = 0, far = 0;
  for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Oracle oracle(random);
    oracle.compare();
    doors += oracle.doors;
    far += oracle.far;
  }
  EXPECT_GT(doors, static_cast<std::size_t>(rounds) / 2);
  EXPECT_GT(far, static_cast<std::size_t>(rounds) / 10);
}

TEST(Addresses, of_the_internet_are_told_from_private_ones) {
  const auto is_public = [](std::string_view cidr) { return has_public(*parse_block(cidr)); };
  for (const char* cidr : {"0.0.0.0/0", "8.8.8.8/32", "10.0.0.0/7", "172.0.0.0/8", "203.0.113.0/24",
                           "::/0", "2001:db8::/32", "64:ff9b::/96"})
    EXPECT_TRUE(is_public(cidr)) << cidr;
  for (const char* cidr :
       {"10.1.0.0/16", "192.168.0.0/16", "172.16.0.0/12", "100.64.0.0/10", "169.254.169.254/32",
        "224.0.0.0/4", "127.0.0.1/32", "0.0.0.0/8", "fd00::/8", "fe80::/10", "::1/128"})
    EXPECT_FALSE(is_public(cidr)) << cidr;
}

}  // namespace
}  // namespace bulwark::analyzers::network
