// SPDX-License-Identifier: Apache-2.0
// Edges that cost nothing become part of the step beside them.
#include "analyzers/attack_paths/explain.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace bulwark::analyzers::attack_paths {
namespace {

Way way_of(const Analysis& analysis, const Edge& edge) {
  const Evidence& evidence = analysis.book().of(edge);
  Way out;
  out.move = id(Move{edge.move});
  for (std::size_t i = 0; i < evidence.granted; ++i) {
    const auto* const begin = evidence.grants.begin();
    if (std::find(begin, begin + i, evidence.grants.at(i)) == begin + i)  // one rule may be two
                                                                          // parts
      out.grants.push_back(rbac::explain(analysis.rbac(), evidence.grants.at(i)));
  }
  if (evidence.object != nullptr) out.object = evidence.object->title();
  out.path = evidence.path;
  out.note = evidence.note;
  return out;
}

std::uint32_t ways_beside(const Graph& graph, const Edge& edge) {
  const auto all = graph.from(edge.from);
  const auto count = std::ranges::count_if(all, [&](const Edge& one) { return one.to == edge.to; });
  return static_cast<std::uint32_t>(count) - 1;
}

}  // namespace

std::vector<Step> explain(const Analysis& analysis, const Path& path) {
  const Graph& graph = analysis.graph();
  std::vector<Step> out;
  VertexId as = kNoVertex;
  for (const EdgeId number : path) {
    const Edge& edge = graph.edges()[number];
    const Move move{edge.move};
    if (move == Move::member) as = edge.to;
    const bool stands_for_several = graph.at(edge.from).is_hub();
    if (move == Move::one_of && stands_for_several && !out.empty()) out.back().to = edge.to;
    if (edge.cost == 0) continue;
    Step step;
    step.from = out.empty() ? graph.edges()[path.front()].from : out.back().to;
    step.to = edge.to;
    step.as = as;
    step.way = way_of(analysis, edge);
    step.other_ways = ways_beside(graph, edge);
    as = kNoVertex;
    out.push_back(std::move(step));
  }
  std::size_t at = 0;
  for (const EdgeId number : path) {
    const Edge& edge = graph.edges()[number];
    if (edge.cost == 0) continue;
    Step& step = out[at++];
    step.does = fmt::format("{} {}", words(Move{edge.move}), graph.at(step.to).title());
  }
  return out;
}

Change explain(const Analysis& analysis, const Cut& cut) {
  Change out;
  out.sources = cut.sources;
  if (!analysis.book().is_binding(cut.cause)) {
    const EvidenceBook::Place& place = analysis.book().place(cut.cause);
    out.object = place.object->title();
    out.path = place.path;
    out.what = place.why;
    return out;
  }
  const rbac::Binding& binding = analysis.rbac().bindings()[cut.cause];
  out.object = rbac::binding_name(analysis.rbac(), binding).title();
  out.what = "grants " + rbac::granted_role(analysis.rbac(), binding).title();
  return out;
}

}  // namespace bulwark::analyzers::attack_paths
