// SPDX-License-Identifier: Apache-2.0
// Sorts by name, and numbers.
#include "sources/cluster/picture.h"

#include <fmt/core.h>

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

// Every pod calls its cluster in-cluster, and a cluster may be met twice: findings of one must not
// pass for those of the other.
std::string unused_name(const model::Inventory& inventory, const std::string& name) {
  const auto is_used = [&](const std::string& wanted) {
    return std::any_of(inventory.sources.begin(), inventory.sources.end(),
                       [&](const auto& source) { return source.cluster && source.name == wanted; });
  };
  std::string unused = name;
  for (unsigned number = 2; is_used(unused); ++number)
    unused = fmt::format("{} ({})", name, number);
  return unused;
}

}  // namespace

std::uint32_t add_cluster(model::Inventory& inventory, PictureFacts facts) {
  const auto index = static_cast<std::uint32_t>(inventory.sources.size());
  model::Source source;
  source.name = unused_name(inventory, facts.name);
  source.json = true;
  source.cluster = true;
  inventory.sources.push_back(std::move(source));
  inventory.clusters.push_back({index, std::move(facts.server_version), std::move(facts.taken_at),
                                std::move(facts.namespaces)});
  return index;
}

Result<void> check_pools(const model::Inventory& inventory, std::size_t more) {
  constexpr std::size_t kMostPools = 0xFF00;  // numbers from there up belong to others
  if (inventory.segments.size() + more < kMostPools) return {};
  return fail(ErrorCode::limit, "too many clusters and snapshots for one report");
}

void add_gaps(model::Inventory& inventory, std::uint32_t source, std::vector<model::Problem> gaps) {
  for (model::Problem& gap : gaps) {
    gap.cluster = inventory.sources[source].name;
    inventory.problems.push_back(std::move(gap));
  }
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
