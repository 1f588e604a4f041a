// SPDX-License-Identifier: Apache-2.0
// Edges lie in the order of their sources; those of a target are found by number.
#include "analyzers/attack_paths/graph.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>
#include <utility>

namespace bulwark::analyzers::attack_paths {
namespace {

struct KindName {
  std::string_view name;
  std::string_view of_all;  // of a hub without a namespace
};

constexpr std::array<KindName, 20> kNames{
    {{"User", ""},
     {"Group", ""},
     {"ServiceAccount", ""},
     {"Workload", ""},
     {"Node", "some node"},
     {"files of Node", "files of some node"},
     {"Secret", ""},
     {"Internet", "the internet"},
     {"any service account", "any service account"},
     {"any pod", "any pod"},
     {"any Secret", "any Secret"},
     {"any node with a pod", "any node with a pod"},
     {"everything", "everything in any namespace"},
     {"any user", "any user"},
     {"any group but system:masters", "any group but system:masters"},
     {"any node", "any node"},
     {"cluster-admin", "cluster-admin"},
     {"root on a node", "root on a node"},
     {"any workload with these policies", "any workload with these policies"},
     {"any workload that it reaches", "any workload that it reaches"}}};

}  // namespace

std::string_view name(VertexKind kind) { return kNames[static_cast<std::size_t>(kind)].name; }

std::string Vertex::title() const {
  const KindName& own = kNames[static_cast<std::size_t>(kind)];
  if (is_hub()) {
    if (name_space.empty()) return std::string(own.of_all);
    return fmt::format("{} {} namespace {}", own.name, kind == VertexKind::name_space ? "in" : "of",
                       name_space);
  }
  if (name.empty()) return std::string(own.of_all);
  const std::string_view type = object_kind.empty() ? own.name : object_kind;
  return name_space.empty() ? fmt::format("{} {}", type, name)
                            : fmt::format("{} {}/{}", type, name_space, name);
}

std::string Graph::key(VertexKind kind, std::string_view name_space, std::string_view name,
                       std::string_view object_kind) {
  std::string out(1, static_cast<char>(kind));
  return out.append(name_space).append("\n").append(name).append("\n").append(object_kind);
}

VertexId Graph::vertex(VertexKind kind, std::string_view name_space, std::string_view name,
                       std::string_view object_kind) {
  const auto [at, is_new] = ids_.try_emplace(key(kind, name_space, name, object_kind),
                                             static_cast<VertexId>(vertices_.size()));
  if (is_new) {
    vertices_.push_back(
        {kind, texts_.copy(name_space), texts_.copy(name), texts_.copy(object_kind)});
  }
  return at->second;
}

VertexId Graph::find(VertexKind kind, std::string_view name_space, std::string_view name,
                     std::string_view object_kind) const {
  const auto found = ids_.find(key(kind, name_space, name, object_kind));
  return found == ids_.end() ? kNoVertex : found->second;
}

void Graph::finish() {
  sort_vertices();
  std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) {
    return std::tie(a.from, a.to, a.cost, a.move, a.evidence) <
           std::tie(b.from, b.to, b.cost, b.move, b.evidence);
  });
  edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
  index_edges();
}

// Whatever order objects were read in, equal pictures have equal paths.
void Graph::sort_vertices() {
  std::vector<VertexId> order(vertices_.size());
  std::iota(order.begin(), order.end(), VertexId{0});
  std::sort(order.begin(), order.end(), [&](VertexId a, VertexId b) {
    const Vertex& left = vertices_[a];
    const Vertex& right = vertices_[b];
    return std::tie(left.kind, left.name_space, left.name, left.object_kind) <
           std::tie(right.kind, right.name_space, right.name, right.object_kind);
  });
  std::vector<VertexId> place(order.size());
  std::vector<Vertex> sorted(order.size());
  for (VertexId i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    sorted[i] = vertices_[order[i]];
  }
  vertices_ = std::move(sorted);
  for (auto& [names, id] : ids_) id = place[id];
  for (Edge& edge : edges_) {
    edge.from = place[edge.from];
    edge.to = place[edge.to];
  }
}

void Graph::index_edges() {
  first_.assign(vertices_.size() + 1, 0);
  first_in_.assign(vertices_.size() + 1, 0);
  for (const Edge& edge : edges_) {
    ++first_[edge.from + 1];
    ++first_in_[edge.to + 1];
  }
  for (std::size_t i = 0; i < vertices_.size(); ++i) {
    first_[i + 1] += first_[i];
    first_in_[i + 1] += first_in_[i];
  }
  incoming_.resize(edges_.size());
  std::vector<std::uint32_t> next(first_in_.begin(), first_in_.end() - 1);
  for (EdgeId i = 0; i < edges_.size(); ++i) incoming_[next[edges_[i].to]++] = i;
}

}  // namespace bulwark::analyzers::attack_paths
