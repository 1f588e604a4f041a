// SPDX-License-Identifier: Apache-2.0
// Placement: which workloads run on which nodes, as far as the picture tells.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzers/attack_paths/world.h"

namespace bulwark::analyzers::attack_paths {

/// Without pods that have been scheduled, as in manifests, every workload runs on one node without
/// a name, which stands for whichever it is.
class Placement {
 public:
  explicit Placement(World& world);

  /// Sorted; never empty.
  std::span<const std::string_view> nodes_of(VertexId workload) const;
  /// Whether it is known where pods run.
  bool is_known() const { return known_; }
  /// Every node with the workloads on it.
  const std::unordered_map<std::string_view, std::vector<VertexId>>& on_nodes() const {
    return on_nodes_;
  }

 private:
  void place(World& world, const model::Resource& pod);
  VertexId workload_of(World& world, const model::Resource& pod) const;

  bool known_ = false;
  std::unordered_map<std::string, VertexId> orphans_;  // owner that is not in the picture
  std::unordered_map<VertexId, std::vector<std::string_view>> nodes_;
  std::unordered_map<std::string_view, std::vector<VertexId>> on_nodes_;
};

/// The vertex of what makes pods.
VertexId workload_vertex(World& world, const references::Workload& workload);

/// Pods and their tokens, Secrets, and ways out of containers.
void add_workload_edges(World& world, const Placement& placement);
struct NetworkSeen {
  bool whole = true;                 ///< false: connections are too many to follow all
  std::vector<std::string> unknown;  ///< policies that are refused or not modelled
};
/// Which workloads may connect to which, taken for a way in, and to the cloud's metadata service.
NetworkSeen add_network_edges(World& world, const Placement& placement);
/// What root on a node, or who reads its files, has.
void add_node_edges(World& world, const Placement& placement);

}  // namespace bulwark::analyzers::attack_paths
