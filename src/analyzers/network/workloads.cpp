// SPDX-License-Identifier: Apache-2.0
// By the set of classes that a workload's pods are of.
#include "analyzers/network/workloads.h"

#include <algorithm>
#include <map>
#include <utility>

namespace bulwark::analyzers::network {

Workloads::Workloads(const Endpoints& endpoints, const Reach& reach,
                     const std::function<unsigned(const End&)>& mark) {
  for (const auto& [name, space] : endpoints.namespaces()) {
    if (!space.members.empty()) spaces.push_back(name);
  }
  std::map<std::pair<std::vector<NodeId>, unsigned>, GroupId> by_nodes;
  for (End& end : ends_of(endpoints, reach, Direction::ingress)) {
    if (end.endpoints.empty()) continue;
    const auto number = static_cast<std::uint32_t>(all.size());
    const std::string_view name = endpoints.all()[end.endpoints.front()].name_space;
    const auto space = static_cast<SpaceId>(std::lower_bound(spaces.begin(), spaces.end(), name) -
                                            spaces.begin());
    const auto [at, is_new] = by_nodes.try_emplace({end.nodes, mark ? mark(end) : 0U},
                                                   static_cast<GroupId>(groups.size()));
    if (is_new) groups.push_back({end.nodes, {}, {}});
    WorkloadGroup& group = groups[at->second];
    group.members.push_back(number);
    // Titles begin with the namespace: those of one stand together.
    if (!group.shares.empty() && group.shares.back().space == space) {
      ++group.shares.back().count;
    } else {
      group.shares.push_back({space, 1});
    }
    all.push_back({std::move(end), space, at->second});
  }
}

}  // namespace bulwark::analyzers::network
