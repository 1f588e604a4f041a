// SPDX-License-Identifier: Apache-2.0
// What policies of all kinds have in common once they are read.
#include "analyzers/network/policy.h"

#include <algorithm>
#include <tuple>

#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

Connections united(const std::vector<PortMatch>& ports, const Endpoint* receiver) {
  Connections out;
  for (const PortMatch& match : ports) {
    out.unite(match.connections);
    if (match.name.empty() || receiver == nullptr) continue;
    for (const NamedPort& port : receiver->ports) {
      if (port.name == match.name && (match.any_protocol || port.protocol == match.protocol))
        out.unite(Connections::of(port.protocol, {port.number, port.number}));
    }
  }
  return out;
}

}  // namespace

Connections ports_at(const PolicyRule& rule, const Endpoint* receiver) {
  Connections out = rule.any_port ? Connections::all() : united(rule.ports, receiver);
  out.subtract(united(rule.not_ports, receiver));
  return out;
}

void add_network_policies(Policies& all, const std::vector<Policy>& network_policies) {
  const auto tier = std::ranges::find(all.tiers, Tier::network_policy, &PolicyTier::kind);
  for (Policy one : network_policies) {
    one.place = static_cast<std::uint32_t>(tier - all.tiers.begin());
    const auto before = [](const Policy& a, const Policy& b) {
      return std::tie(a.place, a.priority) < std::tie(b.place, b.priority);
    };
    all.all.insert(std::upper_bound(all.all.begin(), all.all.end(), one, before), std::move(one));
  }
}

bool is_unordered(const Policy& policy) {
  const std::string_view group = model::split_api_version(policy.resource->api_version()).group;
  return group == "networking.k8s.io" || group == "cilium.io";
}

}  // namespace bulwark::analyzers::network
