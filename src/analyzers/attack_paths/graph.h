// SPDX-License-Identifier: Apache-2.0
// Graph: who or what an attacker may be, and the moves from one to the next.
//
// Whoever may take any service account of a namespace leads to one vertex that stands for all of
// them, so that edges grow with objects and never with their pairs. What adds edges (RBAC, pods,
// nodes; later the network and vulnerabilities) knows nothing of how paths are searched.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"

namespace bulwark::analyzers::attack_paths {

enum class VertexKind : std::uint8_t {
  user,
  group,
  service_account,
  workload,       ///< code in one of its containers
  node,           ///< root on it; without a name: on some node
  host_files,     ///< the files of that node, read as root
  secret,         ///< its content
  internet,       ///< whoever has an address of it
  accounts,       ///< any service account of the namespace; without one: of all
  workloads,      ///< code in any pod of the namespace; without one: of all
  secrets,        ///< any Secret of the namespace; without one: of all
  pods_nodes,     ///< root on any node that runs a pod of the namespace; without one: of those that
                  ///< let privileged containers in
  name_space,     ///< whatever RBAC can allow within the namespace
  any_user,       ///< any user but service accounts
  any_group,      ///< any group but system:masters
  any_node,       ///< root on any node
  cluster_admin,  ///< whatever there is
  node_root,      ///< root on whichever node
  peers_from,     ///< any workload of one class of network policies
  peers_to,       ///< any workload of one class that has the same ports
};

/// "ServiceAccount", "Workload", ...; of vertices that stand for several: "any service account"
std::string_view name(VertexKind kind);

using VertexId = std::uint32_t;
inline constexpr VertexId kNoVertex = 0xFFFFFFFF;

struct Vertex {
  VertexKind kind = VertexKind::user;
  std::string_view name_space, name;
  std::string_view object_kind;  ///< of a workload: "Deployment"

  /// "ServiceAccount shop/cart", "any service account of namespace shop"
  std::string title() const;
  /// Stands for several, or for a right, and is never a source.
  bool is_hub() const { return kind >= VertexKind::accounts; }
};

using EdgeId = std::uint32_t;

struct Edge {
  VertexId from = kNoVertex, to = kNoVertex;
  std::uint32_t evidence = 0;  ///< the adder's number of what allows it
  std::uint8_t move = 0;       ///< what is done; see moves.h
  std::uint8_t cost = 1;       ///< steps: 0 where being one is being the other
  auto operator<=>(const Edge&) const = default;
};

/// Add vertices and edges, then finish(); const from then on.
class Graph {
 public:
  /// The same vertex for the same names. Texts are copied.
  VertexId vertex(VertexKind kind, std::string_view name_space = {}, std::string_view name = {},
                  std::string_view object_kind = {});
  /// kNoVertex where it was never added.
  VertexId find(VertexKind kind, std::string_view name_space = {}, std::string_view name = {},
                std::string_view object_kind = {}) const;
  void add(const Edge& edge) { edges_.push_back(edge); }
  /// Sorts vertices (their numbers change) and edges, drops those said twice, and indexes them.
  void finish();

  std::span<const Vertex> vertices() const { return vertices_; }
  const Vertex& at(VertexId id) const { return vertices_[id]; }
  std::span<const Edge> edges() const { return edges_; }
  /// Of one vertex, by the vertex that they lead to; several that lead to one are ways to take the
  /// same step.
  std::span<const Edge> from(VertexId id) const {
    return std::span(edges_).subspan(first_[id], first_[id + 1] - first_[id]);
  }
  /// Numbers of the edges that lead to it.
  std::span<const EdgeId> to(VertexId id) const {
    return std::span(incoming_).subspan(first_in_[id], first_in_[id + 1] - first_in_[id]);
  }

 private:
  void sort_vertices();
  void index_edges();
  static std::string key(VertexKind kind, std::string_view name_space, std::string_view name,
                         std::string_view object_kind);

  Arena texts_{std::size_t{64} << 10};
  std::vector<Vertex> vertices_;
  std::vector<Edge> edges_;
  std::vector<EdgeId> incoming_;
  std::vector<std::uint32_t> first_, first_in_;
  std::unordered_map<std::string, VertexId> ids_;
};

}  // namespace bulwark::analyzers::attack_paths
