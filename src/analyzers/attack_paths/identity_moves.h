// SPDX-License-Identifier: Apache-2.0
// Which parts together make which move.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "analyzers/attack_paths/graph.h"
#include "analyzers/attack_paths/moves.h"
#include "analyzers/attack_paths/parts.h"

namespace bulwark::analyzers::attack_paths {

/// Any of these.
using PartSet = std::uint64_t;
static_assert(kParts <= 64);

struct IdentityMove {
  Move move;
  VertexKind to;
  std::array<PartSet, 3> needs;  ///< each of which must be met; 0: nothing
};

/// Made within one namespace, or in all of them where it is held for the whole cluster.
std::span<const IdentityMove> moves_in_namespace();
/// Made by rights for the whole cluster only; they lead to one vertex.
std::span<const IdentityMove> moves_in_cluster();

constexpr PartSet any_of(std::initializer_list<Part> parts) {
  PartSet out = 0;
  for (const Part part : parts) out |= PartSet{1} << static_cast<unsigned>(part);
  return out;
}

/// What makes a pod run, with whatever specification.
inline constexpr PartSet kMakesPods = any_of({Part::create_pods, Part::change_workloads});

}  // namespace bulwark::analyzers::attack_paths
