// SPDX-License-Identifier: Apache-2.0
// Map: who reaches whom as a picture needs it, small enough for a page: a row for each group of
// workloads, as runs of equal sets, and equal rows once.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analyzers/network/exposure.h"
#include "analyzers/network/listing.h"
#include "analyzers/network/reach.h"
#include "analyzers/network/workloads.h"

namespace bulwark::analyzers::network {

struct MapOptions {
  ListFilter filter{};
  Connections port = Connections::all();  ///< only what has any of it
};

struct MapRange {
  End end;
  bool internet = false;  ///< has addresses of the internet
};

struct NetworkMap {
  Workloads workloads;
  std::vector<Isolation> isolation{};  ///< by workload
  std::vector<bool> shown{};           ///< by workload: false where a filter leaves it nothing
  std::vector<MapRange> sources{}, destinations{};
  std::vector<Connections> sets{};  ///< the first is none
  /// Pairs of a set's number and how many in a row have it: first groups, then destinations.
  std::vector<std::vector<std::uint32_t>> rows{};
  std::vector<std::uint32_t> row_of{};  ///< of groups, then of sources
  std::vector<LedTo> doors{};
};

NetworkMap network_map(const Endpoints& endpoints, const Policies& policies,
                       const std::vector<Lead>& leads, Reach& reach, const MapOptions& options);

}  // namespace bulwark::analyzers::network
