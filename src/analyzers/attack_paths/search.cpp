// SPDX-License-Identifier: Apache-2.0
// Backwards from the target, breadth first; then forwards, led by the distances that are known.
#include "analyzers/attack_paths/search.h"

#include <algorithm>
#include <deque>
#include <queue>
#include <tuple>

namespace bulwark::analyzers::attack_paths {
namespace {

constexpr std::size_t kMostPartial = 500'000;  // of all paths that are begun

// A path from the source to `at`, as the last link of a chain.
struct Partial {
  std::uint32_t before = 0;  // its index; its own for the first
  VertexId at = kNoVertex;
  EdgeId edge = kNoEdge;
  std::uint32_t steps = 0;
};

class Enumeration {
 public:
  Enumeration(const Graph& graph, const Distances& distances)
      : graph_(graph), distances_(distances) {}

  Paths find(VertexId from, std::size_t most) {
    Paths out;
    if (!distances_.reaches(from)) return out;
    push({0, from, kNoEdge, 0});
    while (!open_.empty() && out.paths.size() < most) {
      const std::uint32_t last = std::get<1>(open_.top());
      open_.pop();
      if (distances_.next[partial_[last].at] == kNoEdge) {
        out.paths.push_back(path_of(last));
      } else if (!extend(last)) {
        out.cut_short = true;
        break;
      }
    }
    return out;
  }

 private:
  using Order = std::tuple<std::uint32_t, std::uint32_t>;  // steps in all, then age

  void push(const Partial& one) {
    const auto index = static_cast<std::uint32_t>(partial_.size());
    partial_.push_back(one);
    open_.emplace(one.steps + distances_.steps[one.at], index);
  }

  // False where the limit is reached.
  bool extend(std::uint32_t last) {
    const VertexId at = partial_[last].at;
    VertexId before = kNoVertex;
    for (const Edge& edge : graph_.from(at)) {
      if (edge.to == before || !distances_.reaches(edge.to) || visited(last, edge.to)) continue;
      before = edge.to;
      if (partial_.size() >= kMostPartial) return false;
      const auto number = static_cast<EdgeId>(&edge - graph_.edges().data());
      push({last, edge.to, number, partial_[last].steps + edge.cost});
    }
    return true;
  }

  bool visited(std::uint32_t last, VertexId vertex) const {
    for (std::uint32_t i = last;; i = partial_[i].before) {
      if (partial_[i].at == vertex) return true;
      if (partial_[i].edge == kNoEdge) return false;
    }
  }

  Path path_of(std::uint32_t last) const {
    Path out;
    for (std::uint32_t i = last; partial_[i].edge != kNoEdge; i = partial_[i].before)
      out.push_back(partial_[i].edge);
    std::reverse(out.begin(), out.end());
    return out;
  }

  const Graph& graph_;
  const Distances& distances_;
  std::vector<Partial> partial_;
  std::priority_queue<Order, std::vector<Order>, std::greater<>> open_;
};

}  // namespace

Distances distances_to(const Graph& graph, VertexId target, std::span<const std::uint8_t> removed) {
  const std::size_t count = graph.vertices().size();
  Distances out{std::vector<std::uint32_t>(count, kFar), std::vector<EdgeId>(count, kNoEdge)};
  std::vector<std::uint8_t> settled(count, 0);
  std::deque<VertexId> open{target};
  out.steps[target] = 0;
  while (!open.empty()) {
    const VertexId at = open.front();
    open.pop_front();
    if (settled[at] != 0) continue;
    settled[at] = 1;
    for (const EdgeId number : graph.to(at)) {
      const Edge& edge = graph.edges()[number];
      const std::uint32_t steps = out.steps[at] + edge.cost;
      if (steps >= out.steps[edge.from] || (!removed.empty() && removed[number] != 0)) continue;
      out.steps[edge.from] = steps;
      out.next[edge.from] = number;
      edge.cost == 0 ? open.push_front(edge.from) : open.push_back(edge.from);
    }
  }
  return out;
}

Path shortest_path(const Graph& graph, const Distances& distances, VertexId from) {
  Path out;
  for (VertexId at = from; distances.next[at] != kNoEdge;) {
    out.push_back(distances.next[at]);
    at = graph.edges()[distances.next[at]].to;
  }
  return out;
}

Paths shortest_paths(const Graph& graph, const Distances& distances, VertexId from,
                     std::size_t most) {
  return Enumeration(graph, distances).find(from, most);
}

}  // namespace bulwark::analyzers::attack_paths
