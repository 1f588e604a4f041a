// SPDX-License-Identifier: Apache-2.0
// Root on a node is in every pod of it, has the kubelet's key, and on a node of the control plane
// the cluster's.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzers/attack_paths/placement.h"
#include "analyzers/references/types.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::attack_paths {
namespace {

constexpr references::Type kNode{"", "Node", "nodes"};

bool is_control_plane(const model::Resource& node) {
  const formats::Value* labels = node.root.at("metadata", "labels");
  return labels != nullptr && (labels->find("node-role.kubernetes.io/control-plane") != nullptr ||
                               labels->find("node-role.kubernetes.io/master") != nullptr);
}

class NodeEdges {
 public:
  explicit NodeEdges(World& world) : world_(world) {
    for (const Edge& edge : world.graph.edges()) {
      const Move move{edge.move};
      if (move == Move::use_account || move == Move::use_mounted)
        at_hand_[edge.from].push_back(edge.to);
    }
  }

  void add(std::string_view node, std::span<const VertexId> workloads, std::string_view note) {
    const VertexId root = world_.graph.vertex(VertexKind::node, "", node);
    const VertexId files = world_.graph.vertex(VertexKind::host_files, "", node);
    world_.add(root, Move::one_of, files);
    world_.add(root, Move::one_of, world_.hub(VertexKind::node_root));
    Evidence evidence;
    evidence.note = note;
    const std::uint32_t number = note.empty() ? 0 : world_.book.add(evidence);
    for (const VertexId workload : workloads) {
      world_.add(root, Move::enter_from_node, workload, number);
      for (const VertexId token : at_hand_[workload])
        world_.add(files, Move::host_tokens, token, number);
    }
    if (!node.empty())
      world_.add(files, Move::kubelet,
                 world_.graph.vertex(VertexKind::user, "", "system:node:" + std::string(node)));
  }

  void add_control_plane(const model::Resource& node) {
    Evidence evidence;
    evidence.object = &node;
    evidence.path = "metadata.labels";
    world_.add(world_.graph.vertex(VertexKind::node, "", node.name()), Move::control_plane,
               world_.hub(VertexKind::cluster_admin), world_.book.add(evidence));
  }

 private:
  World& world_;
  std::unordered_map<VertexId, std::vector<VertexId>> at_hand_;  // of a workload: tokens, Secrets
};

}  // namespace

void add_node_edges(World& world, const Placement& placement) {
  NodeEdges edges(world);
  for (const model::Resource* node : world.picture.all(kNode)) {
    edges.add(node->name(), {}, "");
    if (is_control_plane(*node)) edges.add_control_plane(*node);
  }
  for (const auto& [node, workloads] : placement.on_nodes()) edges.add(node, workloads, "");
  if (placement.is_known()) return;
  std::vector<VertexId> all;
  for (VertexId i = 0; i < world.graph.vertices().size(); ++i) {
    if (world.graph.at(i).kind == VertexKind::workload) all.push_back(i);
  }
  edges.add("", all, "if it runs on the same node");
}

}  // namespace bulwark::analyzers::attack_paths
