// SPDX-License-Identifier: Apache-2.0
// Ports that no receiver has, and Services' ports where those of pods are meant; name servers that
// are out of reach.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "analyzers/network/lint.h"
#include "analyzers/network/services.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

constexpr std::uint16_t kNameServer = 53;

// Whom the rule lets somebody connect to.
std::vector<EndpointId> receivers(const LintPicture& picture, const Policy& policy,
                                  Direction direction, const PolicyRule& rule) {
  if (direction == Direction::ingress) return *policy.subjects;
  std::set<EndpointId> out;
  for (EndpointId i = 0; rule.any_peer && i < picture.endpoints.all().size(); ++i) out.insert(i);
  for (const Peer& peer : rule.peers) out.insert(peer.pods->begin(), peer.pods->end());
  return {out.begin(), out.end()};
}

bool has_port_name(const Endpoint& pod, const PortMatch& match) {
  return std::ranges::any_of(pod.ports, [&](const NamedPort& one) {
    return one.name == match.name && (match.any_protocol || one.protocol == match.protocol);
  });
}

/// Which Service maps which of its ports to others of a pod.
class ServicePorts {
 public:
  struct Mapped {
    const model::Resource* service = nullptr;
    Connections ports;
  };

  explicit ServicePorts(const LintPicture& picture) {
    const Services services(picture.inventory, picture.cluster, picture.endpoints);
    for (const auto& [name, service] : services.all()) {
      const Value* spec = service->root.find("spec");
      if (spec == nullptr) continue;
      for (const Value& offered : formats::items_of(*spec, "ports"))
        take(services, *service, offered);
    }
  }

  const Mapped* find(EndpointId pod, std::uint16_t port) const {
    const auto found = mapped_.find({pod, port});
    return found == mapped_.end() ? nullptr : &found->second;
  }

 private:
  void take(const Services& services, const model::Resource& service, const Value& offered) {
    const Value* port = offered.find("port");
    if (port == nullptr || !port->is_int()) return;
    const auto number = static_cast<std::uint16_t>(port->as_int());
    for (ServiceTarget& one : services.targets(service, offered)) {
      if (!one.ports.contains(Protocol::tcp, number))
        mapped_.try_emplace({one.endpoint, number}, Mapped{&service, std::move(one.ports)});
    }
  }

  std::map<std::pair<EndpointId, std::uint16_t>, Mapped> mapped_;
};

bool declares(const Endpoint& pod, std::uint16_t port) {
  return std::ranges::binary_search(pod.open, port) ||
         std::ranges::any_of(pod.ports, [&](const NamedPort& one) { return one.number == port; });
}

// A single port that every receiver knows only from a Service.
void service_port(const LintPicture& picture, const ServicePorts& services, const Policy& policy,
                  const PolicyRule& rule, const std::vector<EndpointId>& to,
                  std::vector<Lint>& out) {
  for (const PortMatch& match : rule.ports) {
    const auto& ranges = match.connections.ports(Protocol::tcp);
    if (ranges.size() != 1 || ranges[0].first != ranges[0].last) continue;
    const std::uint16_t port = ranges[0].first;
    const ServicePorts::Mapped* mapped = nullptr;
    const bool all = !to.empty() && std::ranges::all_of(to, [&](EndpointId pod) {
      mapped = services.find(pod, port);
      return mapped != nullptr && !declares(picture.endpoints.all()[pod], port);
    });
    if (!all) continue;
    out.push_back({"service-port", policy.resource, rule.path,
                   fmt::format("{} is the port of {}; policies see the pods' port, {}", port,
                               mapped->service->title(), mapped->ports.text())});
  }
}

}  // namespace

void lint_ports(const LintPicture& picture, std::vector<Lint>& out) {
  const ServicePorts services(picture);
  each_rule(picture.policies, [&](const Policy& policy, Direction direction,
                                  const PolicyRule& rule) {
    if (rule.any_port || rule.ports.empty()) return;
    const std::vector<EndpointId> to = receivers(picture, policy, direction, rule);
    for (const PortMatch& match : rule.ports) {
      if (match.name.empty() || to.empty()) continue;
      const bool known = std::ranges::any_of(
          to, [&](EndpointId pod) { return has_port_name(picture.endpoints.all()[pod], match); });
      if (!known)
        out.push_back({"port-name-unknown", policy.resource, rule.path,
                       fmt::format("no pod that it leads to has a port named '{}'", match.name)});
    }
    service_port(picture, services, policy, rule, to, out);
  });
}

// Told of the policy that lets some egress through, but no question for a name.
void lint_names(const LintPicture& picture, std::vector<Lint>& out) {
  std::map<NodeId, bool> known;
  const auto asks = [&](NodeId own) {
    const auto [at, is_new] = known.try_emplace(own, false);
    for (NodeId node = 0; is_new && !at->second && node < picture.reach.nodes(); ++node) {
      at->second = picture.reach.set(picture.reach.egress(own, node))
                       .contains(Protocol::udp, kNameServer);
    }
    return at->second;
  };
  for (const Policy& policy : picture.policies.all) {
    if (!picture.policies.isolates(policy) || policy.egress_rules.empty()) continue;
    const auto pod = std::ranges::find_if(
        *policy.subjects, [&](EndpointId one) { return !asks(picture.reach.node_of(one)); });
    if (pod == policy.subjects->end()) continue;
    out.push_back({"no-name-server", policy.resource, "spec.egress",
                   fmt::format("{} may ask no name server: no rule of any policy lets UDP 53 out",
                               picture.endpoints.all()[*pod].title())});
  }
}

}  // namespace bulwark::analyzers::network
