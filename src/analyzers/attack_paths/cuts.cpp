// SPDX-License-Identifier: Apache-2.0
// Greedy: the best change, then the best after it.
#include "analyzers/attack_paths/cuts.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace bulwark::analyzers::attack_paths {
namespace {

constexpr std::size_t kCandidates = 12;  // of each round, each of which costs a search

using Removed = std::vector<std::uint8_t>;

std::uint32_t count_reaching(const Distances& distances, std::span<const VertexId> sources) {
  return static_cast<std::uint32_t>(std::count_if(
      sources.begin(), sources.end(), [&](VertexId one) { return distances.reaches(one); }));
}

bool falls(const Edge& edge, CauseId cause, const CausesOf& causes_of) {
  const auto causes = causes_of(edge);
  return std::find(causes.begin(), causes.end(), cause) != causes.end();
}

Removed without(const Graph& graph, Removed removed, CauseId cause, const CausesOf& causes_of) {
  const auto edges = graph.edges();
  for (EdgeId i = 0; i < edges.size(); ++i) {
    if (falls(edges[i], cause, causes_of)) removed[i] = 1;
  }
  return removed;
}

// Those that lie on the shortest paths of most sources.
std::vector<CauseId> candidates(const Graph& graph, const Distances& distances,
                                std::span<const VertexId> sources, const CausesOf& causes_of) {
  std::unordered_map<CauseId, std::uint32_t> counts;
  for (const VertexId source : sources) {
    std::vector<CauseId> own;
    for (const EdgeId edge : shortest_path(graph, distances, source)) {
      const auto causes = causes_of(graph.edges()[edge]);
      own.insert(own.end(), causes.begin(), causes.end());
    }
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
    for (const CauseId cause : own) ++counts[cause];
  }
  std::vector<std::pair<CauseId, std::uint32_t>> ranked(counts.begin(), counts.end());
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return std::pair(b.second, a.first) < std::pair(a.second, b.first);
  });
  std::vector<CauseId> out;
  for (const auto& [cause, count] : ranked) {
    if (out.size() == kCandidates) break;
    out.push_back(cause);
  }
  return out;
}

}  // namespace

std::vector<Cut> best_cuts(const Graph& graph, VertexId target, std::span<const VertexId> sources,
                           const CausesOf& causes_of, std::size_t most) {
  std::vector<Cut> out;
  Removed removed(graph.edges().size(), 0);
  Distances distances = distances_to(graph, target, removed);
  std::uint32_t reaching = count_reaching(distances, sources);
  while (out.size() < most && reaching > 0) {
    Cut best;
    Removed after;
    for (const CauseId cause : candidates(graph, distances, sources, causes_of)) {
      Removed tried = without(graph, removed, cause, causes_of);
      const std::uint32_t left = count_reaching(distances_to(graph, target, tried), sources);
      if (reaching - left <= best.sources) continue;
      best = {cause, reaching - left};
      after = std::move(tried);
    }
    if (best.sources == 0) break;
    out.push_back(best);
    removed = std::move(after);
    distances = distances_to(graph, target, removed);
    reaching -= best.sources;
  }
  return out;
}

}  // namespace bulwark::analyzers::attack_paths
