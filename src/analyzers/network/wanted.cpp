// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/wanted.h"

#include <algorithm>
#include <array>

#include "analyzers/network/listing.h"

namespace bulwark::analyzers::network {
namespace {

constexpr std::array<std::string_view, 3> kOfKubernetes{"kube-node-lease", "kube-public",
                                                        "kube-system"};

}  // namespace

WantedConnections::WantedConnections(const Endpoints& endpoints)
    : endpoints_(endpoints), workload_of_(endpoints.all().size()) {
  std::map<std::string, std::vector<EndpointId>> by_title;
  for (EndpointId i = 0; i < endpoints.all().size(); ++i)
    by_title[endpoints.all()[i].title()].push_back(i);
  for (auto& [title, some] : by_title) {
    const Endpoint& first = endpoints.all()[some.front()];
    for (const EndpointId one : some)
      workload_of_[one] = static_cast<WorkloadId>(workloads_.size());
    const bool of_kubernetes = std::ranges::find(kOfKubernetes, first.name_space) !=
                               kOfKubernetes.end();
    workloads_.push_back(
        {title, first.name_space, first.name, first.kind, std::move(some), !of_kubernetes});
  }
}

void WantedConnections::add(const WantedEnd& from, const WantedEnd& to, const Connections& ports,
                            std::string_view why) {
  if (ports.is_empty() || from == to) return;
  Wanted& wanted = all_[{from, to}];
  wanted.ports.unite(ports);
  if (!why.empty()) wanted.why.emplace(why);
}

std::string WantedConnections::title_of(const WantedEnd& end) const {
  switch (end.kind) {
    case WantedEnd::Kind::workload: return workloads_[end.workload].title;
    case WantedEnd::Kind::addresses: return end.addresses.text() + std::string(kExternal);
    case WantedEnd::Kind::anybody: return "{any pod}";
    case WantedEnd::Kind::cluster_dns: break;
  }
  return "{cluster DNS}";
}

}  // namespace bulwark::analyzers::network
