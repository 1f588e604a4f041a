// SPDX-License-Identifier: Apache-2.0
// networking.k8s.io/v1 NetworkPolicy.
#include <fmt/core.h>

#include <algorithm>

#include "analyzers/network/rule_reader.h"
#include "analyzers/references/picture.h"
#include "formats/path.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

class NetworkPolicyReader {
 public:
  explicit NetworkPolicyReader(RuleReader& reader)
      : reader_(reader), space_(references::namespace_of(reader.resource())) {}

  void read(std::vector<Policy>& out) {
    const Value* spec = reader_.resource().root.find("spec");
    if (!is_set(spec)) return;
    Policy policy;
    policy.resource = &reader_.resource();
    policy.priority = kNetworkPolicyOrder;
    const Value* pods = spec->find("podSelector");
    reader_.check_selector(pods, "spec.podSelector");
    read_types(*spec, policy);
    policy.ingress_rules = rules(*spec, "ingress", "from");
    policy.egress_rules = rules(*spec, "egress", "to");
    if (reader_.refused()) return;
    policy.subjects = reader_.pods().in_namespace(space_, pods);
    out.push_back(std::move(policy));
  }

 private:
  // Without types ingress is decided on, and egress where there are rules for it.
  void read_types(const Value& spec, Policy& policy) {
    const auto types = formats::items_of(spec, "policyTypes");
    if (types.empty()) {
      policy.ingress = true;
      policy.egress = !formats::items_of(spec, "egress").empty();
    }
    for (std::size_t i = 0; i < types.size(); ++i) {
      const std::string_view type = types[i].is_string() ? types[i].as_string() : "";
      policy.ingress = policy.ingress || type == "Ingress";
      policy.egress = policy.egress || type == "Egress";
      if (type != "Ingress" && type != "Egress")
        reader_.refuse("spec.policyTypes" + formats::item_step(i), "is neither Ingress nor Egress");
    }
  }

  std::vector<PolicyRule> rules(const Value& spec, std::string_view list, std::string_view peers) {
    std::vector<PolicyRule> out;
    const auto items = formats::items_of(spec, list);
    for (std::size_t i = 0; i < items.size(); ++i) {
      PolicyRule& rule = out.emplace_back();
      rule.path = fmt::format("spec.{}{}", list, formats::item_step(i));
      const auto some = formats::items_of(items[i], peers);
      rule.any_peer = some.empty();
      for (std::size_t j = 0; j < some.size(); ++j)
        rule.peers.push_back(
            peer(some[j], fmt::format("{}.{}{}", rule.path, peers, formats::item_step(j))));
      const auto ports = formats::items_of(items[i], "ports");
      rule.any_port = ports.empty();
      for (std::size_t j = 0; j < ports.size(); ++j)
        add_port(ports[j], fmt::format("{}.ports{}", rule.path, formats::item_step(j)), rule);
    }
    return out;
  }

  Peer peer(const Value& value, const std::string& path) {
    const Value* pods = value.find("podSelector");
    const Value* spaces = value.find("namespaceSelector");
    const Value* block = value.find("ipBlock");
    Peer out;
    if (!is_set(pods) && !is_set(spaces) && !is_set(block)) {
      reader_.refuse(path, "names no peer");
    } else if (is_set(block)) {
      if (is_set(pods) || is_set(spaces))
        reader_.refuse(path, "an ipBlock stands by itself, without selectors");
      // The API server wants parts strictly within.
      if (auto one = reader_.block_with_parts(*block, path + ".ipBlock", /*strict=*/true))
        out.blocks.push_back(std::move(*one));
    } else {
      reader_.check_selector(pods, path + ".podSelector");
      reader_.check_selector(spaces, path + ".namespaceSelector");
      out.pods = is_set(spaces) ? reader_.pods().in_namespaces(spaces, pods, HostNetwork::kept)
                                : reader_.pods().in_namespace(space_, pods);
      out.from_outside = is_set(spaces) && references::selection_of(spaces).is_empty() &&
                         references::selection_of(pods).is_empty();
    }
    return out;
  }

  void add_port(const Value& value, const std::string& path, PolicyRule& rule) {
    const auto protocol = reader_.protocol(value.find("protocol"), path + ".protocol");
    if (!protocol) return;
    const Value* port = value.find("port");
    const Value* end = value.find("endPort");
    PortMatch match;
    match.protocol = *protocol;
    if (!is_set(port)) {
      if (is_set(end)) reader_.refuse(path + ".endPort", "needs a port");
      match.connections = Connections::of(*protocol, {});
    } else if (port->is_string()) {
      if (is_set(end)) reader_.refuse(path + ".endPort", "needs a port by number");
      match.name = port->as_string();
    } else if (const auto range = reader_.ports(port, end, path)) {
      match.connections = Connections::of(*protocol, *range);
    }
    rule.ports.push_back(std::move(match));
  }

  RuleReader& reader_;
  std::string_view space_;
};

}  // namespace

void read_network_policy(RuleReader& reader, std::vector<Policy>& out) {
  NetworkPolicyReader(reader).read(out);
}

}  // namespace bulwark::analyzers::network
