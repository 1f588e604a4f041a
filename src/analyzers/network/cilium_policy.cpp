// SPDX-License-Identifier: Apache-2.0
// cilium.io/v2 CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy: what denies comes before all
// that allows, of whichever policy, NetworkPolicies among them.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "analyzers/network/cilium_peers.h"
#include "analyzers/network/cilium_selector.h"
#include "analyzers/references/picture.h"
#include "formats/path.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

constexpr double kFirst = -std::numeric_limits<double>::infinity();
constexpr std::size_t kMostNameBytes = 15;

struct Section {
  std::string_view key;
  Direction direction;
  Action action;
};
constexpr std::array<Section, 4> kSections{{{"ingressDeny", Direction::ingress, Action::deny},
                                            {"ingress", Direction::ingress, Action::allow},
                                            {"egressDeny", Direction::egress, Action::deny},
                                            {"egress", Direction::egress, Action::allow}}};
// These have no connections of the kinds that are listed.
constexpr std::array<std::string_view, 5> kOtherProtocols{"ICMP", "ICMPv6", "ICMPV6", "VRRP",
                                                          "IGMP"};

std::string_view key_of(Direction direction) {
  return direction == Direction::ingress ? "ingress" : "egress";
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Ports are named as services are.
bool is_name(std::string_view text) {
  return text.size() <= kMostNameBytes && std::ranges::any_of(text, is_letter) &&
         std::ranges::all_of(
             text, [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

// Whether one of the rules lets everything pass.
bool has_wildcard(const Value& rules) {
  for (const std::string_view key : {"http", "kafka", "l7", "dns"}) {
    for (const Value& one : formats::items_of(rules, key)) {
      const bool all = key == "dns" ? one.text("matchPattern") == "*" : one.size() == 0;
      if (all) return true;
    }
  }
  return false;
}

class CiliumPolicyReader {
 public:
  explicit CiliumPolicyReader(RuleReader& reader)
      : reader_(reader), is_clusterwide_(reader.resource().kind() != "CiliumNetworkPolicy") {
    if (!is_clusterwide_) space_ = references::namespace_of(reader.resource());
  }

  void read(std::vector<Policy>& out) {
    const Value& root = reader_.resource().root;
    std::vector<Policy> read;
    const Value* spec = root.find("spec");
    if (is_set(spec)) read_spec(*spec, "spec", read);
    const auto specs = formats::items_of(root, "specs");
    for (std::size_t i = 0; i < specs.size(); ++i)
      read_spec(specs[i], "specs" + formats::item_step(i), read);
    if (!is_set(spec) && specs.empty()) reader_.refuse("spec", "is missing");
    if (reader_.refused()) return;
    for (Policy& policy : read) out.push_back(std::move(policy));
  }

 private:
  void read_spec(const Value& spec, const std::string& path, std::vector<Policy>& out) {
    const Value* endpoints = spec.find("endpointSelector");
    const Value* nodes = spec.find("nodeSelector");
    if (is_set(endpoints) == is_set(nodes))
      return reader_.refuse(path, "needs an endpointSelector, or else a nodeSelector");
    if (is_set(nodes)) {
      if (!is_clusterwide_)
        return reader_.refuse(path + ".nodeSelector", "is for clusterwide policies");
      return reader_.not_modelled(path + ".nodeSelector",
                                  "nodes are not evaluated; pods are not subject to it");
    }
    const CiliumSelector selector = read_cilium_subjects(reader_, *endpoints,
                                                         path + ".endpointSelector", space_);
    if (selector.is_part)
      reader_.not_modelled(path + ".endpointSelector",
                           "names of clusters are not followed: it is taken to allow, and not to "
                           "deny");
    for (const Section& section : kSections) {
      const auto rules = formats::items_of(spec, section.key);
      if (rules.empty()) continue;
      Policy policy;
      policy.resource = &reader_.resource();
      policy.subjects = reader_.labelled().select(selector.expression);
      policy.priority = section.action == Action::deny ? kFirst : kNetworkPolicyOrder;
      policy.isolates = denies_by_default(spec, section.direction) && !selector.is_part;
      const bool ingress = section.direction == Direction::ingress;
      (ingress ? policy.ingress : policy.egress) = true;
      auto& into = ingress ? policy.ingress_rules : policy.egress_rules;
      for (std::size_t i = 0; i < rules.size(); ++i)
        add_rule(rules[i], fmt::format("{}.{}{}", path, section.key, formats::item_step(i)),
                 section, into);
      if (section.action == Action::deny && selector.is_part) into.clear();
      out.push_back(std::move(policy));
    }
    tell_idle_default(spec, path);
  }

  static bool denies_by_default(const Value& spec, Direction direction) {
    const Value* asked = spec.at("enableDefaultDeny", key_of(direction));
    return asked == nullptr || !asked->is_bool() || asked->as_bool();
  }

  // What is asked for where there are no rules is not done by Cilium, though its API says so.
  void tell_idle_default(const Value& spec, const std::string& path) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      const std::string_view key = key_of(direction);
      const Value* asked = spec.at("enableDefaultDeny", key);
      const bool idle = formats::items_of(spec, key).empty() &&
                        formats::items_of(spec, fmt::format("{}Deny", key)).empty();
      if (formats::is_true(asked) && idle)
        reader_.not_modelled(fmt::format("{}.enableDefaultDeny.{}", path, key),
                             fmt::format("without a rule for {} it is taken to deny nothing", key));
    }
  }

  void add_rule(const Value& value, const std::string& path, const Section& section,
                std::vector<PolicyRule>& out) {
    PolicyRule rule;
    rule.path = path;
    rule.action = section.action;
    const CiliumPeersSaid peers = CiliumPeers(reader_, section.direction, space_, rule).read(value);
    const auto entries = formats::items_of(value, "toPorts");
    const bool other = !formats::items_of(value, "icmps").empty();
    if (other && !entries.empty()) reader_.refuse(path + ".icmps", "stands without toPorts");
    for (std::size_t i = 0; i < entries.size(); ++i)
      add_ports(entries[i], path + ".toPorts" + formats::item_step(i), rule);
    // Without ports all are meant, of the peers that there are.
    rule.any_port = entries.empty() && !other && peers == CiliumPeersSaid::some;
    rule.any_peer = rule.any_peer || peers == CiliumPeersSaid::nothing;
    if (peers == CiliumPeersSaid::nobody) {
      rule.any_peer = false;
      rule.peers.clear();
    }
    const std::string_view mode = is_set(value.find("authentication"))
                                      ? value.find("authentication")->text("mode")
                                      : "disabled";
    if (mode != "disabled")
      reader_.not_modelled(path + ".authentication",
                           "whether peers authenticate is not looked at: what it allows is open at "
                           "most");
    out.push_back(std::move(rule));
  }

  void add_ports(const Value& value, const std::string& path, PolicyRule& rule) {
    const auto ports = formats::items_of(value, "ports");
    if (ports.empty()) reader_.not_modelled(path, "names no ports, which is taken to mean none");
    for (std::size_t i = 0; i < ports.size(); ++i)
      add_port(ports[i], path + ".ports" + formats::item_step(i), rule);
    const Value* rules = value.find("rules");
    const bool requests = is_set(rules) && rules->size() > 0 && !has_wildcard(*rules);
    const bool names = !formats::items_of(value, "serverNames").empty();
    const bool listener = is_set(value.find("listener"));
    if (requests || names || listener)
      reader_.not_modelled(path + (requests ? ".rules"
                                   : names  ? ".serverNames"
                                            : ".listener"),
                           "requests are not looked at: its ports are open at most");
  }

  void add_port(const Value& value, const std::string& path, PolicyRule& rule) {
    const Value* port = value.find("port");
    const std::string_view protocol = value.text("protocol");
    if (std::ranges::find(kOtherProtocols, protocol) != kOtherProtocols.end()) return;
    const bool any = protocol.empty() || protocol == "ANY";
    PortMatch match;
    match.any_protocol = any;
    if (!any && !protocol_from(protocol, match.protocol))
      return reader_.refuse(path + ".protocol", fmt::format("no protocol '{}'", protocol));
    const std::string_view text = is_set(port) && port->is_string() ? port->as_string() : "";
    unsigned first = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), first);
    if (is_name(text)) {
      match.name = text;
      std::ranges::transform(match.name, match.name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
    } else if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size() ||
               first > kLastPort) {
      return reader_.refuse(path + ".port", "is no port, as text, and no name");
    } else {
      const auto range = this->range(static_cast<std::uint16_t>(first), value.find("endPort"),
                                     path);
      for (std::size_t i = 0; i < kProtocols && range; ++i) {
        const auto one = static_cast<Protocol>(i);
        if (any || one == match.protocol) match.connections.unite(Connections::of(one, *range));
      }
    }
    rule.ports.push_back(std::move(match));
  }

  // Port 0 is any.
  std::optional<PortRange> range(std::uint16_t first, const Value* end, const std::string& path) {
    if (first == 0) return PortRange{};
    if (!is_set(end) || (end->is_int() && end->as_int() == 0)) return PortRange{first, first};
    const auto last = reader_.port(end, path + ".endPort");
    if (!last) return std::nullopt;
    if (*last >= first) return PortRange{first, *last};
    reader_.refuse(path, fmt::format("ends at {}, below its first port {}", *last, first));
    return std::nullopt;
  }

  RuleReader& reader_;
  bool is_clusterwide_;
  std::string_view space_;
};

}  // namespace

void read_cilium_policy(RuleReader& reader, std::vector<Policy>& out) {
  CiliumPolicyReader(reader).read(out);
}

}  // namespace bulwark::analyzers::network
