// SPDX-License-Identifier: Apache-2.0
// Two random clusters, compared packet by packet by the specifications. BULWARK_NETWORK_ROUNDS says
// how many pairs (500).
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "analyzers/network/difference.h"
#include "analyzers/network/test_random_cluster.h"

namespace bulwark::analyzers::network {
namespace {

constexpr std::uint32_t kAddresses[] = {0x08080808, 0x0A000001, 0x0A010001, 0x0A010201, 0xC0A80001};

// A pod now and then is missing.
void lose_pods(Random& random, RandomCluster& cluster) {
  auto& resources = cluster.inventory.segments[0].resources;
  std::erase_if(cluster.pods, [&](const Pod& pod) {
    if (random() % 6 != 0) return false;
    std::erase_if(resources, [&](const model::Resource& one) {
      return one.kind() == "Pod" && one.name_space() == pod.name_space && one.name() == pod.name;
    });
    return true;
  });
}

struct Picture {
  explicit Picture(const RandomCluster& of)
      : cluster(of),
        endpoints(of.inventory, ""),
        policies(read_policies(of.inventory, "", endpoints)) {}

  const Pod* find(const std::string& title) const {
    for (const Pod& pod : cluster.pods) {
      if (pod.name_space + "/" + pod.name + "[Pod]" == title) return &pod;
    }
    return nullptr;
  }

  const RandomCluster& cluster;
  Endpoints endpoints;
  Policies policies;
  std::vector<Entry> entries;
};

// One end in both: a pod by its title, or an address.
struct Place {
  std::string title;
  std::uint32_t address = 0;

  bool is_pod() const { return !title.empty(); }
  // Whether a change speaks of it.
  bool is(const std::string& end) const {
    if (is_pod()) return end == title;
    unsigned a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
    if (std::sscanf(end.c_str(), "%u.%u.%u.%u-%u.%u.%u.%u[External]", &a, &b, &c, &d, &e, &f, &g,
                    &h) != 8)
      return false;
    return (a << 24U | b << 16U | c << 8U | d) <= address &&
           address <= (e << 24U | f << 16U | g << 8U | h);
  }
};

class Comparison {
 public:
  Comparison(const RandomCluster& before, const RandomCluster& after)
      : before_(before), after_(after) {
    find_differences({before_.endpoints, before_.policies, before_.entries},
                     {after_.endpoints, after_.policies, after_.entries}, [&](const Change& one) {
                       EXPECT_NE(one.before, one.after);
                       changes_.push_back(one);
                       return true;
                     });
    for (const std::string space : {"x", "w", "z"}) {
      for (int i = 0; i < 3; ++i)
        places_.push_back({space + "/p" + std::to_string(i) + "[Pod]", 0});
    }
    for (const std::uint32_t address : kAddresses) places_.push_back({"", address});
  }

  void run() {
    for (const Place& from : places_) {
      for (const Place& to : places_) {
        if (from.title != to.title && (from.is_pod() || to.is_pod())) compare(from, to);
      }
    }
  }

  std::uint64_t same = 0, different = 0;

 private:
  static bool is_allowed(const Picture& picture, const Place& from, const Place& to,
                         const std::string& protocol, int port) {
    const Party a{from.is_pod() ? picture.find(from.title) : nullptr, from.address};
    const Party b{to.is_pod() ? picture.find(to.title) : nullptr, to.address};
    if ((from.is_pod() && a.pod == nullptr) || (to.is_pod() && b.pod == nullptr)) return false;
    return network::is_allowed(picture.cluster.policies, {a, b, protocol, port});
  }

  void compare(const Place& from, const Place& to) {
    const Change* told = nullptr;
    for (const Change& one : changes_) {
      if (!from.is(one.from) || !to.is(one.to)) continue;
      EXPECT_EQ(told, nullptr) << "told twice: " << line_of(one);
      told = &one;
    }
    for (const std::string protocol : {"TCP", "UDP", "SCTP"}) {
      Protocol own = Protocol::tcp;
      protocol_from(protocol, own);
      for (const int number : kPorts) {
        const auto port = static_cast<std::uint16_t>(number);
        const bool was = is_allowed(before_, from, to, protocol, number);
        const bool is = is_allowed(after_, from, to, protocol, number);
        ++(was == is ? same : different);
        if (told == nullptr) {
          EXPECT_EQ(was, is) << from.title << " to " << to.title << " " << protocol << " " << port;
        } else {
          EXPECT_EQ(told->before.contains(own, port), was) << line_of(*told);
          EXPECT_EQ(told->after.contains(own, port), is) << line_of(*told);
        }
      }
    }
  }

  Picture before_, after_;
  std::vector<Change> changes_;
  std::vector<Place> places_;
};

TEST(NetworkDifferenceProperty, ItIsWhatTheSpecificationsSayOfEachPacketInBoth) {
  const char* wanted = std::getenv("BULWARK_NETWORK_ROUNDS");
  const int rounds = wanted == nullptr ? 500 : std::atoi(wanted);
  Random random(20260311);
  std::uint64_t same = 0, different = 0;
  for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    RandomCluster before(random);
    RandomCluster after(random);
    lose_pods(random, before);
    lose_pods(random, after);
    Comparison comparison(before, after);
    comparison.run();
    same += comparison.same;
    different += comparison.different;
  }
  EXPECT_GT(same, static_cast<std::uint64_t>(rounds) * 100);
  EXPECT_GT(different, static_cast<std::uint64_t>(rounds) * 100);
}

}  // namespace
}  // namespace bulwark::analyzers::network
