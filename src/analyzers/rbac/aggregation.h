// SPDX-License-Identifier: Apache-2.0
// Aggregation: which ClusterRoles' rules an aggregated one ends up with, computed as the controller
// of a cluster would do it in the end.
//
// It copies the rules of all roles that a selector selects, those of aggregated ones included, over
// and over until nothing changes. So a role ends up with the rules of every role that it reaches
// through others. What an aggregated role says itself is overwritten, unless it goes round a cycle
// and comes back: then it is kept here, since which of the two happens is a matter of who is first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/resource.h"

namespace bulwark::analyzers::rbac {

struct Aggregation {
  /// For each role that was given: whose rules it has, by their numbers, sorted. Empty for a role
  /// that is not aggregated.
  std::vector<std::vector<std::uint32_t>> sources;
  std::vector<std::string> cycles;        ///< "a, b": names of roles that gather each other
  std::vector<std::uint32_t> unfinished;  ///< roles that would have gathered more than is borne
};

/// Of ClusterRoles in the order of their names.
Aggregation aggregate(const std::vector<const model::Resource*>& roles);

/// Whether a ClusterRole's rules are those of others.
bool is_aggregated(const model::Resource& role);

}  // namespace bulwark::analyzers::rbac
