// SPDX-License-Identifier: Apache-2.0
// Sorts by name, and numbers.
#include "sources/cluster/picture.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace bulwark::sources::cluster {
namespace {

struct Ranked {
  std::string_view kind;
  std::string_view api_version;
  std::string_view name_space;
  std::string_view name;
  model::Resource* resource;

  // No cluster has two objects of one name; a file may say that it does.
  friend bool operator<(const Ranked& a, const Ranked& b) {
    return std::tie(a.kind, a.api_version, a.name_space, a.name, a.resource->offset) <
           std::tie(b.kind, b.api_version, b.name_space, b.name, b.resource->offset);
  }
};

}  // namespace

std::uint32_t add_cluster(model::Inventory& inventory, std::string name, std::string server_version,
                          std::string taken_at) {
  const auto index = static_cast<std::uint32_t>(inventory.sources.size());
  model::Source source;
  source.name = std::move(name);
  source.json = true;
  source.cluster = true;
  inventory.sources.push_back(std::move(source));
  inventory.clusters.push_back({index, std::move(server_version), std::move(taken_at)});
  return index;
}

void rank_resources(model::Inventory& inventory, std::uint32_t source) {
  std::vector<Ranked> all;
  for (model::Segment& segment : inventory.segments) {
    for (model::Resource& resource : segment.resources) {
      if (resource.source != source) continue;
      all.push_back({resource.kind(), resource.api_version(), resource.name_space(),
                     resource.name(), &resource});
    }
  }
  std::sort(all.begin(), all.end());
  std::uint64_t rank = 0;
  for (const Ranked& each : all) each.resource->offset = rank++;
}

}  // namespace bulwark::sources::cluster
