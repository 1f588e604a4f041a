// SPDX-License-Identifier: Apache-2.0
// Cuts: the few changes after which most sources cannot reach the target any more.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "analyzers/attack_paths/search.h"

namespace bulwark::analyzers::attack_paths {

/// Something that somebody can change: a binding, a field of a pod. The adders of edges number
/// them.
using CauseId = std::uint32_t;

/// What an edge falls with: any of these taken away, and it is gone. Empty for edges that no change
/// takes away.
using CausesOf = std::function<std::span<const CauseId>(const Edge&)>;

struct Cut {
  CauseId cause = 0;
  std::uint32_t sources = 0;  ///< that reach the target no more once this and the cuts before it
                              ///< are made
};

/// At most `most` cuts, the best first, each judged by searching anew without what falls; of those
/// that lie on most of the shortest paths. A cut that stops nobody by itself is left out.
std::vector<Cut> best_cuts(const Graph& graph, VertexId target, std::span<const VertexId> sources,
                           const CausesOf& causes_of, std::size_t most);

}  // namespace bulwark::analyzers::attack_paths
