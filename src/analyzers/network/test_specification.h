// SPDX-License-Identifier: Apache-2.0
// For tests: whether policies allow one packet, written from the specifications, pod by pod and
// port by port, without classes, sets or rows.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "formats/value_fields.h"

namespace bulwark::analyzers::network {

using formats::Value;
using Labels = std::map<std::string, std::string>;

struct Pod {
  std::string name_space, name;
  Labels labels, of_namespace;
  std::vector<std::tuple<std::string, std::string, int>> ports;  // name, protocol, number
  bool host_network = false;
  std::string owner{};  // a ReplicaSet; may be empty
  std::string service_account = "default";
  Labels of_account{};
  mutable Labels seen{};  ///< by a plugin: worked out once
};

inline bool matches(const Value* selector, const Labels& labels) {
  if (selector == nullptr || selector->is_null()) return true;
  if (const Value* wanted = selector->find("matchLabels")) {
    for (std::size_t i = 0; i < wanted->size(); ++i) {
      const auto own = labels.find(std::string(wanted->shape()->keys[i]));
      if (own == labels.end() || own->second != wanted->values()[i].as_string()) return false;
    }
  }
  for (const Value& one : formats::items_of(*selector, "matchExpressions")) {
    const auto own = labels.find(std::string(one.text("key")));
    bool listed = false;
    for (const Value& value : formats::items_of(one, "values"))
      listed = listed || (own != labels.end() && own->second == value.as_string());
    const std::string_view op = one.text("operator");
    if (op == "In" && !listed) return false;
    if (op == "NotIn" && listed) return false;
    if (op == "Exists" && own == labels.end()) return false;
    if (op == "DoesNotExist" && own != labels.end()) return false;
  }
  return true;
}

// Of IPv6: no policy of the tests is about it.
inline constexpr std::uint32_t kUnnamedAddress = 0xDEADBEEF;

// One end of a packet: a pod, or an address.
struct Party {
  const Pod* pod = nullptr;
  std::uint32_t address = 0;
};

inline bool in_cidr(const std::string& cidr, std::uint32_t address) {
  if (address == kUnnamedAddress) return false;
  unsigned a = 0, b = 0, c = 0, d = 0, prefix = 0;
  EXPECT_EQ(std::sscanf(cidr.c_str(), "%u.%u.%u.%u/%u", &a, &b, &c, &d, &prefix), 5);
  const std::uint32_t net = a << 24U | b << 16U | c << 8U | d;
  const std::uint32_t mask = prefix == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix);
  return (net & mask) == (address & mask);
}

inline bool peer_of_network_policy(const Value& peer, const std::string& own, const Party& other) {
  if (const Value* block = peer.find("ipBlock")) {
    if (other.pod != nullptr) return false;
    if (!in_cidr(std::string(block->text("cidr")), other.address)) return false;
    for (const Value& part : formats::items_of(*block, "except")) {
      if (in_cidr(std::string(part.as_string()), other.address)) return false;
    }
    return true;
  }
  if (other.pod == nullptr) return false;
  const Value* spaces = peer.find("namespaceSelector");
  if (spaces == nullptr && other.pod->name_space != own) return false;
  return matches(spaces, other.pod->of_namespace) &&
         matches(peer.find("podSelector"), other.pod->labels);
}

// By name: as the receiver calls it.
inline bool has_port(const Pod* receiver, std::string_view name, const std::string& protocol,
                     int port) {
  if (receiver == nullptr) return false;
  for (const auto& [own, own_protocol, number] : receiver->ports) {
    if (own == name && own_protocol == protocol && number == port) return true;
  }
  return false;
}

inline bool port_of_network_policy(const Value& rule, const Pod* receiver,
                                   const std::string& protocol, int port) {
  const auto ports = formats::items_of(rule, "ports");
  if (ports.empty()) return true;
  for (const Value& one : ports) {
    const std::string wanted(one.text("protocol").empty() ? "TCP" : one.text("protocol"));
    if (wanted != protocol) continue;
    const Value* number = one.find("port");
    if (number == nullptr) return true;
    if (number->is_string()) {
      if (has_port(receiver, number->as_string(), protocol, port)) return true;
      continue;
    }
    const Value* end = one.find("endPort");
    if (port >= number->as_int() && port <= (end == nullptr ? number->as_int() : end->as_int()))
      return true;
  }
  return false;
}

struct Packet {
  Party from, to;
  std::string protocol;
  int port = 0;
};

// Whether NetworkPolicies allow it; nothing where none isolates the pod in that direction.
inline std::optional<bool> by_network_policies(const std::vector<Value>& policies,
                                               const Packet& packet, bool ingress) {
  const Pod& own = ingress ? *packet.to.pod : *packet.from.pod;
  const Party& other = ingress ? packet.from : packet.to;
  bool isolated = false;
  for (const Value& policy : policies) {
    if (policy.text("apiVersion") != "networking.k8s.io/v1") continue;
    const Value& spec = *policy.find("spec");
    if (policy.at("metadata")->text("namespace") != own.name_space) continue;
    if (!matches(spec.find("podSelector"), own.labels)) continue;
    bool decides = ingress;
    const auto types = formats::items_of(spec, "policyTypes");
    if (!types.empty()) {
      decides = false;
      for (const Value& type : types)
        decides = decides || type.as_string() == (ingress ? "Ingress" : "Egress");
    } else if (!ingress) {
      decides = !formats::items_of(spec, "egress").empty();
    }
    if (!decides) continue;
    isolated = true;
    for (const Value& rule : formats::items_of(spec, ingress ? "ingress" : "egress")) {
      const auto peers = formats::items_of(rule, ingress ? "from" : "to");
      bool peer = peers.empty();
      for (const Value& one : peers)
        peer = peer || peer_of_network_policy(one, own.name_space, other);
      if (peer && port_of_network_policy(rule, packet.to.pod, packet.protocol, packet.port))
        return true;
    }
  }
  return isolated ? std::optional(false) : std::nullopt;
}

inline bool selects(const Value& value, const Pod& pod) {
  if (pod.host_network) return false;
  if (const Value* spaces = value.find("namespaces")) return matches(spaces, pod.of_namespace);
  const Value& pods = *value.find("pods");
  return matches(pods.find("namespaceSelector"), pod.of_namespace) &&
         matches(pods.find("podSelector"), pod.labels);
}

inline bool admin_port(const Value& rule, const Packet& packet) {
  const auto ports = formats::items_of(rule, "ports");
  const auto protocols = formats::items_of(rule, "protocols");
  if (ports.empty() && protocols.empty()) return true;
  for (const Value& one : ports) {
    if (const Value* number = one.find("portNumber"))
      if (number->text("protocol") == packet.protocol &&
          number->find("port")->as_int() == packet.port)
        return true;
    if (const Value* range = one.find("portRange"))
      if (range->text("protocol") == packet.protocol &&
          packet.port >= range->find("start")->as_int() &&
          packet.port <= range->find("end")->as_int())
        return true;
    if (!one.text("namedPort").empty() &&
        has_port(packet.to.pod, one.text("namedPort"), packet.protocol, packet.port))
      return true;
  }
  for (const Value& one : protocols) {
    if (!one.text("destinationNamedPort").empty() &&
        has_port(packet.to.pod, one.text("destinationNamedPort"), packet.protocol, packet.port))
      return true;
    const Value* own = one.find(packet.protocol == "TCP"   ? "tcp"
                                : packet.protocol == "UDP" ? "udp"
                                                           : "sctp");
    if (own == nullptr) continue;
    const Value* port = own->find("destinationPort");
    if (port == nullptr) return true;
    if (const Value* number = port->find("number")) {
      if (number->as_int() == packet.port) return true;
    } else {
      const Value& range = *port->find("range");
      if (packet.port >= range.find("start")->as_int() &&
          packet.port <= range.find("end")->as_int())
        return true;
    }
  }
  return false;
}

// "Allow", "Deny", or nothing where no rule of the tier decides.
inline std::string by_tier(const std::vector<Value>& policies, const Packet& packet, bool ingress,
                           bool admin) {
  const Pod& own = ingress ? *packet.to.pod : *packet.from.pod;
  const Party& other = ingress ? packet.from : packet.to;
  std::map<std::pair<std::int64_t, std::string>, const Value*> sorted;
  for (const Value& policy : policies) {
    if (!policy.text("apiVersion").starts_with("policy.networking.k8s.io/")) continue;
    const std::string_view kind = policy.text("kind");
    const Value& spec = *policy.find("spec");
    const bool of_admin = kind == "AdminNetworkPolicy" ||
                          (kind == "ClusterNetworkPolicy" && spec.text("tier") == "Admin");
    if (of_admin != admin) continue;
    const Value* priority = spec.find("priority");
    sorted[{priority == nullptr ? 0 : priority->as_int(),
            std::string(policy.at("metadata")->text("name"))}] = &policy;
  }
  for (const auto& [order, policy] : sorted) {
    const Value& spec = *policy->find("spec");
    if (!selects(*spec.find("subject"), own)) continue;
    for (const Value& rule : formats::items_of(spec, ingress ? "ingress" : "egress")) {
      bool peer = false;
      for (const Value& one : formats::items_of(rule, ingress ? "from" : "to")) {
        if (const Value* networks = one.find("networks")) {
          for (const Value& cidr : networks->items())
            peer = peer ||
                   (other.pod == nullptr && in_cidr(std::string(cidr.as_string()), other.address));
        } else {
          peer = peer || (other.pod != nullptr && selects(one, *other.pod));
        }
      }
      if (!peer || !admin_port(rule, packet)) continue;
      const std::string action(rule.text("action"));
      if (action == "Pass") return "";
      return action == "Deny" ? "Deny" : "Allow";
    }
  }
  return "";
}

inline bool is_allowed(const std::vector<Value>& policies, const Packet& packet, bool ingress) {
  const std::string admin = by_tier(policies, packet, ingress, true);
  if (!admin.empty()) return admin == "Allow";
  if (const auto listed = by_network_policies(policies, packet, ingress)) return *listed;
  return by_tier(policies, packet, ingress, false) != "Deny";
}

inline bool is_allowed(const std::vector<Value>& policies, const Packet& packet) {
  if (packet.from.pod != nullptr && !is_allowed(policies, packet, false)) return false;
  return packet.to.pod == nullptr || is_allowed(policies, packet, true);
}

}  // namespace bulwark::analyzers::network
