// SPDX-License-Identifier: Apache-2.0
// Search: how far everything is from a target, and the shortest paths there.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyzers/attack_paths/graph.h"

namespace bulwark::analyzers::attack_paths {

inline constexpr std::uint32_t kFar = 0xFFFFFFFF;
inline constexpr EdgeId kNoEdge = 0xFFFFFFFF;

/// Steps from every vertex to one target.
struct Distances {
  std::vector<std::uint32_t> steps;  ///< kFar where no path leads there
  std::vector<EdgeId> next;          ///< the first edge of a shortest path; kNoEdge at the end

  bool reaches(VertexId from) const { return steps[from] != kFar; }
};

/// `removed`: by edge, 1 for those that are not there; empty: all are. Each vertex and edge is seen
/// once.
Distances distances_to(const Graph& graph, VertexId target,
                       std::span<const std::uint8_t> removed = {});

/// Edges one after another. Where several lead from one vertex to the next it has the first of
/// them, which does not cost more.
using Path = std::vector<EdgeId>;

/// The shortest path from there; empty where there is none, or it is the target.
Path shortest_path(const Graph& graph, const Distances& distances, VertexId from);

struct Paths {
  std::vector<Path> paths;  ///< by steps; no two lead over the same vertices
  bool cut_short = false;   ///< there may be more, but the search has a limit
};

/// At most `most` paths that visit no vertex twice.
Paths shortest_paths(const Graph& graph, const Distances& distances, VertexId from,
                     std::size_t most);

}  // namespace bulwark::analyzers::attack_paths
