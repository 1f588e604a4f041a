// SPDX-License-Identifier: Apache-2.0
// Workloads: those that policies tell apart from each other by nothing are one group.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "analyzers/network/listing.h"

namespace bulwark::analyzers::network {

using GroupId = std::uint32_t;
using SpaceId = std::uint32_t;

struct WorkloadOf {
  End end;
  SpaceId space = 0;
  GroupId group = 0;
};

/// How many workloads of one namespace are in a group.
struct GroupShare {
  SpaceId space = 0;
  std::uint32_t count = 0;
};

struct WorkloadGroup {
  std::vector<NodeId> nodes;           ///< classes of the pods of each
  std::vector<std::uint32_t> members;  ///< numbers of workloads
  std::vector<GroupShare> shares;      ///< one for each namespace
};

struct Workloads {
  /// `mark`: workloads with different marks are of different groups.
  Workloads(const Endpoints& endpoints, const Reach& reach,
            const std::function<unsigned(const End&)>& mark = {});

  std::vector<WorkloadOf> all;           ///< sorted by title
  std::vector<WorkloadGroup> groups;     ///< in the order of their first workload
  std::vector<std::string_view> spaces;  ///< names of namespaces that have workloads, sorted
};

}  // namespace bulwark::analyzers::network
