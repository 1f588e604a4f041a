// SPDX-License-Identifier: Apache-2.0
// World: what the graph is made of, while it is made: one picture with its roles, its workloads and
// its namespaces.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/attack_paths/evidence.h"
#include "analyzers/attack_paths/graph.h"
#include "analyzers/rbac/model.h"
#include "analyzers/references/picture.h"
#include "model/inventory.h"

namespace bulwark::analyzers::attack_paths {

struct World {
  const model::Inventory& inventory;
  std::string_view cluster;  ///< empty: manifests
  const rbac::Model& rbac;
  const references::Picture& picture;
  std::uint32_t minor = 0;  ///< of Kubernetes 1.N

  Graph& graph;
  EvidenceBook& book;

  void add(VertexId from, Move move, VertexId to, std::uint32_t evidence = 0) {
    const std::uint8_t cost = move == Move::one_of || move == Move::member ? 0 : 1;
    graph.add({from, to, evidence, static_cast<std::uint8_t>(move), cost});
  }
  VertexId hub(VertexKind kind, std::string_view name_space = {}) {
    return graph.vertex(kind, name_space);
  }
  VertexId account(std::string_view name_space, std::string_view name) {
    return graph.vertex(VertexKind::service_account, name_space, name);
  }
};

/// The vertex of somebody whom bindings name; service accounts are known by their user names too.
VertexId identity_vertex(World& world, std::string_view name, bool group);

/// Whether Pod Security lets nobody create a privileged pod there: the namespace enforces the level
/// baseline or restricted. Unlabelled and unread ones do not.
bool is_guarded(const World& world, std::string_view name_space);

/// Those that the picture tells of, sorted.
std::vector<std::string> namespaces_of(const World& world);

/// The bindings that give him, or a group that he is in, a Role or ClusterRole that is there.
std::vector<std::uint32_t> bindings_of(const rbac::Model& rbac, const Holder& holder);

/// The moves that rights allow.
void add_identity_edges(World& world, const Holdings& holdings);
/// What is limited to named objects: `resourceNames`.
void add_named_edges(World& world, const Holdings& holdings);
/// From what stands for several to each, from members to groups, and from cluster-admin to all:
/// when all others are there.
void add_hub_edges(World& world);

}  // namespace bulwark::analyzers::attack_paths
