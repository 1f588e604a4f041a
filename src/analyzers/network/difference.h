// SPDX-License-Identifier: Apache-2.0
// Difference: which connections two pictures do not have in common, from workload to workload.
//
// Both are cut at all addresses that the policies of either name, so that their ranges are the same
// ones; neighbours with the same change are told as one. Workloads that look alike to the policies
// of both pictures are one group, and groups are compared, not workloads.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzers/network/connections.h"
#include "analyzers/network/endpoints.h"
#include "analyzers/network/entry.h"
#include "analyzers/network/policy.h"

namespace bulwark::analyzers::network {

/// One of two pictures.
struct Side {
  const Endpoints& endpoints;
  const Policies& policies;
  const std::vector<Entry>& entries;
};

/// What two ends have in the two pictures: never the same.
struct Change {
  std::string from, to;  ///< titles
  Connections before, after;

  /// Something is allowed that was not, be it to a workload that is new.
  bool opened() const;
};

/// What only one of the pictures has.
struct WorkloadChanges {
  std::vector<std::string> added, removed;  ///< titles, sorted
};

/// Takes each change: those of workloads by their titles, with workloads before addresses, then
/// those of addresses, then those of the ingress controller; false ends it.
using TakeChange = std::function<bool(const Change&)>;

WorkloadChanges find_differences(const Side& before, const Side& after, const TakeChange& take);

/// "+ a => b : TCP 80", "- a => b : TCP 80", "~ a => b : TCP 80 -> TCP 80,443"
std::string line_of(const Change& change);

}  // namespace bulwark::analyzers::network
