// SPDX-License-Identifier: Apache-2.0
// Explain: a path in words, each step with what allows it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/attack_paths/analysis.h"
#include "analyzers/attack_paths/cuts.h"
#include "analyzers/attack_paths/search.h"
#include "analyzers/rbac/explain.h"

namespace bulwark::analyzers::attack_paths {

/// What allows a step: grants that are needed together, or a place in an object.
struct Way {
  std::string_view move;  ///< "create-pod"
  std::vector<rbac::Chain> grants;
  std::string object;  ///< "Deployment shop/cart"; empty without one
  std::string path;    ///< within it
  std::string note;
};

struct Step {
  VertexId from = kNoVertex, to = kNoVertex;
  VertexId as = kNoVertex;  ///< the group by which `from` takes it, when it is by one
  std::string does;         ///< "create a pod that runs as ServiceAccount shop/cart"
  Way way;
  std::uint32_t other_ways = 0;  ///< of taking the same step
};

std::vector<Step> explain(const Analysis& analysis, const Path& path);

/// What can be changed to cut paths.
struct Change {
  std::string object;  ///< "RoleBinding shop/ci", "Deployment shop/cart"
  std::string what;    ///< "take away ..."
  std::string path;    ///< within a workload
  std::uint32_t sources = 0;
};

Change explain(const Analysis& analysis, const Cut& cut);

}  // namespace bulwark::analyzers::attack_paths
