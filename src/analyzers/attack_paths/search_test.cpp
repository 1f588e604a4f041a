// SPDX-License-Identifier: Apache-2.0
// Against every path of small random graphs, found by trying all.
#include "analyzers/attack_paths/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>

#include "analyzers/attack_paths/cuts.h"

namespace bulwark::analyzers::attack_paths {
namespace {

constexpr VertexId kVertices = 8;

// Edges that cost nothing lead upwards only: as in the house, no circle is free.
void fill(Graph& graph, std::mt19937& random) {
  for (VertexId i = 0; i < kVertices; ++i)
    graph.vertex(VertexKind::user, "", std::string(1, static_cast<char>('a' + i)));
  const auto edges = 6 + random() % 16;
  for (std::uint32_t i = 0; i < edges; ++i) {
    const VertexId from = random() % kVertices;
    const VertexId to = random() % kVertices;
    const bool free = from < to && random() % 3 == 0;
    if (from != to)
      graph.add({from, to, i, static_cast<std::uint8_t>(random() % 3),
                 static_cast<std::uint8_t>(free ? 0 : 1)});
  }
  graph.finish();
}

using Line = std::vector<VertexId>;  // the vertices of a path

// Every path without a vertex twice, by its steps.
class All {
 public:
  All(const Graph& graph, VertexId target) : graph_(graph), target_(target) {}

  std::map<Line, std::uint32_t> from(VertexId source) {
    found_.clear();
    line_ = {source};
    walk(0);
    return found_;
  }

 private:
  void walk(std::uint32_t steps) {
    if (line_.back() == target_) {
      const auto [at, is_new] = found_.try_emplace(line_, steps);
      at->second = std::min(at->second, steps);
      return;
    }
    for (const Edge& edge : graph_.from(line_.back())) {
      if (std::find(line_.begin(), line_.end(), edge.to) != line_.end()) continue;
      line_.push_back(edge.to);
      walk(steps + edge.cost);
      line_.pop_back();
    }
  }

  const Graph& graph_;
  VertexId target_;
  Line line_;
  std::map<Line, std::uint32_t> found_;
};

std::uint32_t cost_of(const Graph& graph, const Path& path) {
  std::uint32_t out = 0;
  for (const EdgeId edge : path) out += graph.edges()[edge].cost;
  return out;
}

Line line_of(const Graph& graph, VertexId source, const Path& path) {
  Line out{source};
  for (const EdgeId edge : path) {
    EXPECT_EQ(graph.edges()[edge].from, out.back());
    out.push_back(graph.edges()[edge].to);
  }
  return out;
}

TEST(Search, finds_the_shortest_paths_of_random_graphs) {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    Graph graph;
    fill(graph, random);
    const VertexId target = random() % kVertices;
    const Distances distances = distances_to(graph, target);
    for (VertexId source = 0; source < kVertices; ++source) {
      if (source == target) continue;
      const auto all = All(graph, target).from(source);
      ASSERT_EQ(distances.reaches(source), !all.empty());
      std::vector<std::uint32_t> steps;
      for (const auto& [line, cost] : all) steps.push_back(cost);
      std::sort(steps.begin(), steps.end());
      if (!all.empty()) {
        EXPECT_EQ(distances.steps[source], steps.front());
        EXPECT_EQ(cost_of(graph, shortest_path(graph, distances, source)), steps.front());
      }
      const Paths paths = shortest_paths(graph, distances, source, 5);
      EXPECT_FALSE(paths.cut_short);
      ASSERT_EQ(paths.paths.size(), std::min<std::size_t>(5, all.size()));
      std::set<Line> seen;
      for (std::size_t i = 0; i < paths.paths.size(); ++i) {
        const Line line = line_of(graph, source, paths.paths[i]);
        ASSERT_TRUE(all.contains(line));
        EXPECT_EQ(cost_of(graph, paths.paths[i]), all.at(line));
        EXPECT_EQ(all.at(line), steps[i]);
        EXPECT_TRUE(seen.insert(line).second);
      }
    }
  }
}

TEST(Search, says_when_its_limit_is_reached) {
  Graph graph;
  const VertexId target = graph.vertex(VertexKind::cluster_admin);
  std::vector<VertexId> all;
  constexpr int kMany = 24;  // all lead to each other, so that paths are without number
  for (int i = 0; i < kMany; ++i)
    all.push_back(graph.vertex(VertexKind::user, "", std::to_string(i)));
  for (const VertexId a : all) {
    for (const VertexId b : all) {
      if (a != b) graph.add({a, b, 0, 0, 1});
    }
  }
  graph.add({all.back(), target, 0, 0, 1});
  graph.finish();
  const VertexId admin = graph.find(VertexKind::cluster_admin);
  const Distances distances = distances_to(graph, admin);
  const Paths paths = shortest_paths(graph, distances, graph.find(VertexKind::user, "", "0"),
                                     100'000);
  EXPECT_TRUE(paths.cut_short);
  EXPECT_FALSE(paths.paths.empty());
}

TEST(Cuts, stop_whom_they_say) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    Graph graph;
    fill(graph, random);
    const VertexId target = random() % kVertices;
    std::vector<VertexId> sources;
    for (VertexId i = 0; i < kVertices; ++i) {
      if (i != target) sources.push_back(i);
    }
    // Each edge falls with its evidence.
    const CausesOf causes = [](const Edge& edge) { return std::span(&edge.evidence, 1); };
    const auto reaching = [&](const std::vector<std::uint8_t>& removed) {
      const Distances distances = distances_to(graph, target, removed);
      return static_cast<std::uint32_t>(std::count_if(
          sources.begin(), sources.end(), [&](VertexId one) { return distances.reaches(one); }));
    };
    std::vector<std::uint8_t> removed(graph.edges().size(), 0);
    std::uint32_t before = reaching(removed);
    for (const Cut& cut : best_cuts(graph, target, sources, causes, 3)) {
      for (EdgeId i = 0; i < graph.edges().size(); ++i) {
        if (graph.edges()[i].evidence == cut.cause) removed[i] = 1;
      }
      const std::uint32_t after = reaching(removed);
      EXPECT_GT(cut.sources, 0U);
      EXPECT_EQ(before - after, cut.sources);
      before = after;
    }
  }
}

}  // namespace
}  // namespace bulwark::analyzers::attack_paths
