// SPDX-License-Identifier: Apache-2.0
// Combinations: dangers whose needs somebody meets by several bindings, of which none is enough.
//
// Whatever is bound to the groups that the API server gives everybody, or every service account,
// counts for each of them. Of a namespace count its bindings and those of the cluster.
#pragma once

#include <cstdint>
#include <vector>

#include "analyzers/rbac/powers.h"

namespace bulwark::analyzers::rbac {

struct Combination {
  std::uint32_t binding = 0;          ///< index into Model::bindings: the last one that it takes
  std::uint32_t subject = 0;          ///< index into Model::subjects: of that binding
  std::uint32_t threat = 0;           ///< index into Powers::threats()
  std::vector<std::uint32_t> others;  ///< the bindings that meet the rest
  NameId name_space = kEmpty;         ///< where alone they do; empty: in the whole cluster
  bool operator==(const Combination&) const = default;
};

/// Sorted by binding. `left_out` are bindings that grant everything by themselves, by their
/// numbers. The last binding is one of the subject's own, and none of which it is entitled to.
std::vector<Combination> combinations(const Model& model, const Powers& powers,
                                      const std::vector<bool>& left_out);

}  // namespace bulwark::analyzers::rbac
