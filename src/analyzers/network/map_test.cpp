// SPDX-License-Identifier: Apache-2.0
// What a map says, read back pair by pair, against the listing; and how large it grows.
#include "analyzers/network/map.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzers/network/listing.h"
#include "analyzers/network/test_random_cluster.h"
#include "model/bench_objects.h"

namespace bulwark::analyzers::network {
namespace {

using Lines = std::set<std::string>;

struct Cluster {
  explicit Cluster(const model::Inventory& inventory)
      : endpoints(inventory, ""),
        policies(read_policies(inventory, "", endpoints)),
        reach(endpoints, policies) {}

  Endpoints endpoints;
  Policies policies;
  Reach reach;
};

class ReadBack {
 public:
  explicit ReadBack(const NetworkMap& map) : map_(map) {
    const std::size_t groups = map.workloads.groups.size();
    for (std::size_t i = 0; i < map.workloads.all.size(); ++i) {
      if (map.shown[i]) take(map.workloads.all[i].end, map.workloads.all[i].group);
    }
    for (std::size_t i = 0; i < map.sources.size(); ++i) take(map.sources[i].end, groups + i);
    std::map<std::uint32_t, Connections> led;
    for (const LedTo& one : map.doors) {
      if (one.door.led_by == LedBy::controller) led[one.workload].unite(one.door.ports);
    }
    for (const auto& [workload, ports] : led)
      lines.insert(line_of({std::string(kIngressController), {}, {}},
                           map.workloads.all[workload].end, ports));
  }

  Lines lines;

 private:
  void take(const End& from, std::size_t row) {
    const std::vector<std::uint32_t>& runs = map_.rows[map_.row_of[row]];
    std::vector<std::uint32_t> sets;
    for (std::size_t i = 0; i < runs.size(); i += 2) sets.insert(sets.end(), runs[i + 1], runs[i]);
    for (std::size_t i = 0; i < map_.workloads.all.size(); ++i) {
      const WorkloadOf& to = map_.workloads.all[i];
      if (map_.shown[i] && to.end.title != from.title) add(from, to.end, sets[to.group]);
    }
    for (std::size_t i = 0; i < map_.destinations.size(); ++i)
      add(from, map_.destinations[i].end, sets[map_.workloads.groups.size() + i]);
  }

  void add(const End& from, const End& to, std::uint32_t set) {
    if (set != 0) lines.insert(line_of(from, to, map_.sets[set]));
  }

  const NetworkMap& map_;
};

std::function<bool(const End&)> some_ends(Random& random) {
  switch (random() % 3) {
    case 0: return {};
    case 1: return [](const End& end) { return end.title.starts_with("x/"); };
    default: return [](const End& end) { return end.title.contains("1"); };
  }
}

TEST(NetworkMap, says_what_the_listing_says) {
  Random random(31);
  std::size_t lines = 0;
  for (int round = 0; round < 300 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const RandomCluster random_cluster(random, Plugin::none, Owners::some);
    Cluster cluster(random_cluster.inventory);
    const Lead lead{static_cast<EndpointId>(random() % cluster.endpoints.all().size()),
                    Connections::of(Protocol::tcp, {80, 80}), nullptr, "Ingress",
                    LedBy::controller};
    MapOptions options{{some_ends(random), some_ends(random)}, Connections::all()};
    if (random() % 3 == 0) options.port = Connections::of(Protocol::tcp, {80, 80});
    Lines expected;
    list(cluster.endpoints, entries(std::vector{lead}), cluster.reach, options.filter,
         [&](const End& from, const End& to, const Connections& connections) {
           Connections some = connections;
           some.intersect(options.port);
           if (!some.is_empty()) expected.insert(line_of(from, to, connections));
           return true;
         });
    const NetworkMap map = network_map(cluster.endpoints, cluster.policies, {lead}, cluster.reach,
                                       options);
    EXPECT_EQ(ReadBack(map).lines, expected);
    lines += expected.size();
  }
  EXPECT_GT(lines, 3'000U);
}

// Each application lets in its neighbour alone, so that no two workloads are alike.
class Applications : public model::BenchObjects {
 public:
  explicit Applications(int count) {
    for (int i = 0; i < count; ++i) {
      add(fmt::format(
          R"({{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"app-{0}","namespace":"team-{1}"}},"spec":{{"template":{{"metadata":{{"labels":{{"app":"app-{0}"}}}},"spec":{{"containers":[{{"name":"c"}}]}}}}}}}})",
          i, i / 20));
      add(fmt::format(
          R"({{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{{"name":"p-{0}","namespace":"team-{1}"}},"spec":{{"podSelector":{{"matchLabels":{{"app":"app-{0}"}}}},"ingress":[{{"from":[{{"podSelector":{{"matchLabels":{{"app":"app-{2}"}}}}}}],"ports":[{{"port":8080}}]}}]}}}})",
          i, i / 20, i + 1));
    }
  }
};

std::size_t numbers_of(const NetworkMap& map) {
  std::size_t out = map.row_of.size();
  for (const auto& row : map.rows) out += row.size();
  return out;
}

TEST(NetworkMap, grows_with_the_workloads_and_not_with_their_pairs) {
  const Applications applications(500);
  Endpoints endpoints(applications.inventory, "bench");
  const Policies policies = read_policies(applications.inventory, "bench", endpoints);
  Reach reach(endpoints, policies);
  const NetworkMap map = network_map(endpoints, policies, {}, reach, {});
  EXPECT_EQ(map.workloads.groups.size(), 500U);
  // 250,000 pairs.
  EXPECT_LT(numbers_of(map), 5'000U);
}

}  // namespace
}  // namespace bulwark::analyzers::network
