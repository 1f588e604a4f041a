// SPDX-License-Identifier: Apache-2.0
// policy.networking.k8s.io: AdminNetworkPolicy and BaselineAdminNetworkPolicy v1alpha1, and
// ClusterNetworkPolicy v1alpha2, which replaces both.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "analyzers/network/rule_reader.h"
#include "formats/path.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

constexpr std::int64_t kMostPriority = 1000;

class AdminPolicyReader {
 public:
  explicit AdminPolicyReader(RuleReader& reader, bool of_cluster)
      : reader_(reader), of_cluster_(of_cluster) {}

  void read(std::vector<Policy>& out) {
    const Value* spec = reader_.resource().root.find("spec");
    if (!is_set(spec)) return;
    Policy policy;
    policy.resource = &reader_.resource();
    read_place(*spec, policy);
    const Value* subject = spec->find("subject");
    if (!is_set(subject)) {
      reader_.refuse("spec.subject", "is missing");
    } else {
      policy.subjects = select(*subject, "spec.subject");
    }
    policy.ingress_rules = rules(*spec, "ingress", "from");
    policy.egress_rules = rules(*spec, "egress", "to");
    policy.ingress = !policy.ingress_rules.empty();
    policy.egress = !policy.egress_rules.empty();
    if (!reader_.refused()) out.push_back(std::move(policy));
  }

 private:
  bool is_baseline() const { return reader_.resource().kind() == "BaselineAdminNetworkPolicy"; }

  void read_place(const Value& spec, Policy& policy) {
    policy.tier = is_baseline() ? Tier::baseline : Tier::admin;
    if (is_baseline()) {
      if (reader_.resource().name() != "default")
        reader_.refuse("metadata.name", "must be default");
      return;
    }
    if (of_cluster_) {
      const std::string_view tier = spec.text("tier");
      if (tier == "Baseline") policy.tier = Tier::baseline;
      if (tier != "Baseline" && tier != "Admin")
        reader_.refuse("spec.tier", fmt::format("'{}' is neither Admin nor Baseline", tier));
    }
    const Value* priority = spec.find("priority");
    if (priority == nullptr || !priority->is_int() || priority->as_int() < 0 ||
        priority->as_int() > kMostPriority)
      return reader_.refuse("spec.priority", "is no number between 0 and 1000");
    policy.priority = static_cast<double>(priority->as_int());
  }

  // `namespaces: SELECTOR` or `pods: {namespaceSelector, podSelector}`.
  // Pods in their node's network are neither subjects nor peers.
  PodSet select(const Value& value, const std::string& path) {
    const Value* spaces = value.find("namespaces");
    const Value* pods = value.find("pods");
    if (is_set(spaces)) {
      reader_.check_selector(spaces, path + ".namespaces");
      return reader_.pods().in_namespaces(spaces, nullptr, HostNetwork::left_out);
    }
    if (!is_set(pods)) {
      reader_.refuse(path, "selects neither namespaces nor pods");
      return PodSets::none();
    }
    reader_.check_selector(pods->find("namespaceSelector"), path + ".pods.namespaceSelector");
    reader_.check_selector(pods->find("podSelector"), path + ".pods.podSelector");
    return reader_.pods().in_namespaces(pods->find("namespaceSelector"), pods->find("podSelector"),
                                        HostNetwork::left_out);
  }

  std::vector<PolicyRule> rules(const Value& spec, std::string_view list, std::string_view peers) {
    std::vector<PolicyRule> out;
    const auto items = formats::items_of(spec, list);
    for (std::size_t i = 0; i < items.size(); ++i) {
      PolicyRule& rule = out.emplace_back();
      rule.path = fmt::format("spec.{}{}", list, formats::item_step(i));
      rule.action = action(items[i].text("action"), rule.path + ".action");
      const auto some = formats::items_of(items[i], peers);
      if (some.empty()) reader_.refuse(fmt::format("{}.{}", rule.path, peers), "names no peer");
      for (std::size_t j = 0; j < some.size(); ++j)
        add_peer(some[j], fmt::format("{}.{}{}", rule.path, peers, formats::item_step(j)), rule);
      const std::string_view ports = of_cluster_ ? "protocols" : "ports";
      const auto matches = formats::items_of(items[i], ports);
      rule.any_port = matches.empty();
      for (std::size_t j = 0; j < matches.size(); ++j) {
        const std::string path = fmt::format("{}.{}{}", rule.path, ports, formats::item_step(j));
        of_cluster_ ? add_protocol(matches[j], path, rule) : add_port(matches[j], path, rule);
      }
    }
    return out;
  }

  Action action(std::string_view text, const std::string& path) {
    if (text == (of_cluster_ ? "Accept" : "Allow")) return Action::allow;
    if (text == "Deny") return Action::deny;
    if (text == "Pass" && !is_baseline()) return Action::pass;
    reader_.refuse(path, fmt::format("no action '{}'", text));
    return Action::deny;
  }

  void add_peer(const Value& value, const std::string& path, PolicyRule& rule) {
    Peer peer;
    if (is_set(value.find("namespaces")) || is_set(value.find("pods"))) {
      peer.pods = select(value, path);
    } else if (is_set(value.find("networks"))) {
      const auto networks = formats::items_of(value, "networks");
      for (std::size_t i = 0; i < networks.size(); ++i) {
        auto block = reader_.block(networks[i].is_string() ? networks[i].as_string() : "",
                                   path + ".networks" + formats::item_step(i));
        if (block) peer.blocks.push_back(std::move(*block));
      }
    } else {
      // Whoever does not know a peer must fail closed: it accepts nothing, and denies all.
      PolicyFault fault;
      fault.path = path;
      fault.reason = "peers other than namespaces, pods and networks are not modelled";
      fault.may_close = rule.action == Action::pass ||
                        (rule.action == Action::deny && !of_cluster_);
      reader_.not_modelled(std::move(fault));
      rule.any_peer = rule.any_peer || (of_cluster_ && rule.action != Action::allow);
    }
    rule.peers.push_back(std::move(peer));
  }

  void add_port(const Value& value, const std::string& path, PolicyRule& rule) {
    PortMatch match;
    if (const Value* number = value.find("portNumber"); is_set(number)) {
      const auto protocol = reader_.protocol(number->find("protocol"),
                                             path + ".portNumber.protocol");
      const auto range = reader_.ports(number->find("port"), nullptr, path + ".portNumber.port");
      if (protocol && range) match.connections = Connections::of(*protocol, *range);
    } else if (const Value* some = value.find("portRange"); is_set(some)) {
      const auto protocol = reader_.protocol(some->find("protocol"), path + ".portRange.protocol");
      const auto range = reader_.ports(some->find("start"), some->find("end"), path + ".portRange");
      if (protocol && range) match.connections = Connections::of(*protocol, *range);
    } else if (const Value* name = value.find("namedPort"); is_set(name) && name->is_string()) {
      match.name = name->as_string();
      match.any_protocol = true;
    } else {
      return reader_.refuse(path, "names no port");
    }
    rule.ports.push_back(std::move(match));
  }

  void add_protocol(const Value& value, const std::string& path, PolicyRule& rule) {
    if (const Value* name = value.find("destinationNamedPort"); is_set(name) && name->is_string()) {
      PortMatch match;
      match.name = name->as_string();
      match.any_protocol = true;
      rule.ports.push_back(std::move(match));
      return;
    }
    constexpr std::array<std::pair<std::string_view, Protocol>, kProtocols> kKeys{
        {{"tcp", Protocol::tcp}, {"udp", Protocol::udp}, {"sctp", Protocol::sctp}}};
    for (const auto& [key, protocol] : kKeys) {
      const Value* one = value.find(key);
      if (!is_set(one)) continue;
      PortMatch match;
      const Value* destination = one->find("destinationPort");
      const Value* range = is_set(destination) ? destination->find("range") : nullptr;
      std::optional<PortRange> ports = PortRange{};
      if (is_set(range)) {
        ports = reader_.ports(range->find("start"), range->find("end"), path);
      } else if (is_set(destination)) {
        ports = reader_.ports(destination->find("number"), nullptr, path);
      }
      if (ports) match.connections = Connections::of(protocol, *ports);
      rule.ports.push_back(std::move(match));
      return;
    }
    reader_.refuse(path, "names no protocol");
  }

  RuleReader& reader_;
  bool of_cluster_;
};

}  // namespace

void read_admin_policy(RuleReader& reader, std::vector<Policy>& out) {
  AdminPolicyReader(reader, /*of_cluster=*/false).read(out);
}

void read_cluster_policy(RuleReader& reader, std::vector<Policy>& out) {
  AdminPolicyReader(reader, /*of_cluster=*/true).read(out);
}

}  // namespace bulwark::analyzers::network
