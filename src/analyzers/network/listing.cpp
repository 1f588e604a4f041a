// SPDX-License-Identifier: Apache-2.0
// Ends sorted by title; what two ends have is the union of what their classes have.
#include "analyzers/network/listing.h"

#include <algorithm>
#include <map>

namespace bulwark::analyzers::network {
namespace {

Connections by_controller(Reach& reach, const std::vector<Entry>& entries, const End& to) {
  Connections out;
  for (const Entry& entry : entries) {
    if (std::find(to.endpoints.begin(), to.endpoints.end(), entry.endpoint) == to.endpoints.end())
      continue;
    Connections one = entry.ports;
    one.intersect(reach.set(reach.between(reach.unknown_pod(), reach.node_of(entry.endpoint))));
    out.unite(one);
  }
  return out;
}

}  // namespace

std::vector<End> workload_ends(const Endpoints& endpoints, const Reach& reach) {
  std::map<std::string, End> by_title;
  for (EndpointId i = 0; i < endpoints.all().size(); ++i) {
    End& end = by_title[endpoints.all()[i].title()];
    end.endpoints.push_back(i);
    end.nodes.push_back(reach.node_of(i));
  }
  std::vector<End> out;
  for (auto& [title, end] : by_title) {
    end.title = title;
    std::sort(end.nodes.begin(), end.nodes.end());
    end.nodes.erase(std::unique(end.nodes.begin(), end.nodes.end()), end.nodes.end());
    out.push_back(std::move(end));
  }
  return out;
}

std::vector<End> ends_of(const Endpoints& endpoints, const Reach& reach, Direction direction) {
  std::vector<End> out = workload_ends(endpoints, reach);
  const auto& ranges = reach.outside(direction);
  for (std::size_t i = 0; i < ranges.size(); ++i)
    out.push_back({ranges[i].text() + std::string(kExternal), {}, {reach.node_of(direction, i)}});
  std::sort(out.begin(), out.end(), [](const End& a, const End& b) { return a.title < b.title; });
  return out;
}

End controller_end(const Reach& reach) {
  return {std::string(kIngressController), {}, {reach.unknown_pod()}};
}

std::string line_of(const End& from, const End& to, const Connections& connections) {
  return from.title + " => " + to.title + " : " + connections.text();
}

void list(const Endpoints& endpoints, const std::vector<Entry>& entries, Reach& reach,
          const ListFilter& filter, const TakeConnection& take) {
  const std::vector<End> sources = ends_of(endpoints, reach, Direction::ingress);
  const std::vector<End> destinations = ends_of(endpoints, reach, Direction::egress);
  const auto wanted = [](const auto& of, const End& end) { return !of || of(end); };
  for (const End& from : sources) {
    if (!wanted(filter.from, from)) continue;
    for (const End& to : destinations) {
      const bool outside = from.endpoints.empty() && to.endpoints.empty();
      if (from.title == to.title || outside || !wanted(filter.to, to)) continue;
      const Connections connections = reach.set(reach.between(from.nodes, to.nodes));
      if (!connections.is_empty() && !take(from, to, connections)) return;
    }
  }
  const End controller = controller_end(reach);
  if (!wanted(filter.from, controller)) return;
  for (const End& to : destinations) {
    if (!wanted(filter.to, to)) continue;
    const Connections connections = by_controller(reach, entries, to);
    if (!connections.is_empty() && !take(controller, to, connections)) return;
  }
}

}  // namespace bulwark::analyzers::network
