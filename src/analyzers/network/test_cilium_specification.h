// SPDX-License-Identifier: Apache-2.0
// For tests: whether Cilium lets one packet pass, written from its documentation.
#pragma once

#include <string>
#include <vector>

#include "analyzers/network/test_specification.h"

namespace bulwark::analyzers::network {

// What Cilium calls an endpoint: pods in their node's network are none.
inline bool is_endpoint(const Party& party) {
  return party.pod != nullptr && !party.pod->host_network;
}

inline const Labels& cilium_labels(const Pod& pod) {
  Labels& out = pod.seen;
  if (!out.empty()) return out;
  out = pod.labels;
  out["io.kubernetes.pod.namespace"] = pod.name_space;
  out["io.cilium.k8s.policy.serviceaccount"] = pod.service_account;
  for (const auto& [key, value] : pod.of_namespace)
    out["io.cilium.k8s.namespace.labels." + key] = value;
  return out;
}

inline std::string without_source(std::string_view key) {
  for (const std::string_view source : {"k8s:", "any:"}) {
    if (key.starts_with(source)) key.remove_prefix(source.size());
  }
  return std::string(key);
}

inline bool cilium_selector_names(const Value& selector, const std::string& prefix) {
  bool out = false;
  if (const Value* labels = selector.find("matchLabels")) {
    for (std::size_t i = 0; i < labels->size(); ++i)
      out = out || without_source(labels->shape()->keys[i]).starts_with(prefix);
  }
  for (const Value& one : formats::items_of(selector, "matchExpressions"))
    out = out || without_source(one.text("key")).starts_with(prefix);
  return out;
}

inline bool cilium_matches(const Value& selector, const Pod& pod) {
  const Labels& labels = cilium_labels(pod);
  if (const Value* wanted = selector.find("matchLabels")) {
    for (std::size_t i = 0; i < wanted->size(); ++i) {
      const auto own = labels.find(without_source(wanted->shape()->keys[i]));
      if (own == labels.end() || own->second != wanted->values()[i].as_string()) return false;
    }
  }
  for (const Value& one : formats::items_of(selector, "matchExpressions")) {
    const auto own = labels.find(without_source(one.text("key")));
    const bool has = own != labels.end();
    bool listed = false;
    for (const Value& value : formats::items_of(one, "values"))
      listed = listed || (has && own->second == value.as_string());
    const std::string_view op = one.text("operator");
    if ((op == "In" && !listed) || (op == "NotIn" && listed) || (op == "Exists" && !has) ||
        (op == "DoesNotExist" && has))
      return false;
  }
  return true;
}

// `space`: of the policy, empty where it is clusterwide.
inline bool cilium_endpoint(const Value& selector, const std::string& space, const Party& other) {
  if (!is_endpoint(other)) return false;
  const bool own = !space.empty() &&
                   !cilium_selector_names(selector, "io.kubernetes.pod.namespace") &&
                   !cilium_selector_names(selector, "io.cilium.k8s.namespace.labels.");
  if (own && other.pod->name_space != space) return false;
  return cilium_matches(selector, *other.pod);
}

inline bool cilium_entity(const Value& entities, const Party& other) {
  bool host = false, remote = false;
  for (const Value& entity : entities.items()) {
    const std::string_view name = entity.as_string();
    host = host || name == "host";
    remote = remote || name == "remote-node";
    if (name == "all") return true;
    if (name == "world" && other.pod == nullptr) return true;
    if (name == "world-ipv4" && other.pod == nullptr && other.address != kUnnamedAddress)
      return true;
    if (name == "cluster" && other.pod != nullptr) return true;
  }
  return host && remote && other.pod != nullptr && other.pod->host_network;
}

inline bool cilium_block(const Value& block, const Party& other) {
  if (other.pod != nullptr) return false;
  if (block.is_string()) {
    std::string cidr(block.as_string());
    if (!cidr.contains('/')) cidr += "/32";
    return in_cidr(cidr, other.address);
  }
  if (!in_cidr(std::string(block.text("cidr")), other.address)) return false;
  for (const Value& part : formats::items_of(block, "except")) {
    if (in_cidr(std::string(part.as_string()), other.address)) return false;
  }
  return true;
}

// Nothing: the rule says nothing of peers.
inline std::optional<bool> cilium_peer(const Value& rule, const std::string& space,
                                       const Party& other, bool ingress) {
  const std::string prefix = ingress ? "from" : "to";
  std::optional<bool> out;
  for (const std::string kind : {"Endpoints", "Entities", "CIDR", "CIDRSet"}) {
    const Value* list = rule.find(prefix + kind);
    if (list == nullptr) continue;
    bool one = kind == "Entities" && cilium_entity(*list, other);
    for (const Value& item : list->items()) {
      if (kind == "Endpoints") one = one || cilium_endpoint(item, space, other);
      if (kind == "CIDR" || kind == "CIDRSet") one = one || cilium_block(item, other);
    }
    out = one;
  }
  return out;
}

inline bool cilium_port(const Value& entry, const Packet& packet) {
  for (const Value& one : formats::items_of(entry, "ports")) {
    const std::string_view protocol = one.text("protocol");
    if (!protocol.empty() && protocol != "ANY" && protocol != packet.protocol) continue;
    const std::string port(one.text("port"));
    if (port == "web" || port == "dns") {
      if (has_port(packet.to.pod, port, packet.protocol, packet.port)) return true;
      continue;
    }
    const int first = std::stoi(port);
    const Value* end = one.find("endPort");
    if (first == 0) return true;
    if (packet.port >= first && packet.port <= (end == nullptr ? first : end->as_int()))
      return true;
  }
  return false;
}

inline bool cilium_rule(const Value& rule, const std::string& space, const Packet& packet,
                        bool ingress) {
  const auto peer = cilium_peer(rule, space, ingress ? packet.from : packet.to, ingress);
  const auto entries = formats::items_of(rule, "toPorts");
  if (!formats::items_of(rule, "icmps").empty()) return false;
  if (entries.empty()) return peer.value_or(false);
  if (!peer.value_or(true)) return false;
  for (const Value& entry : entries) {
    if (cilium_port(entry, packet)) return true;
  }
  return false;
}

struct CiliumVerdict {
  bool denied = false, allowed = false, isolated = false;
};

inline void cilium_spec(const Value& spec, const std::string& space, const Packet& packet,
                        bool ingress, CiliumVerdict& out) {
  const Pod& own = ingress ? *packet.to.pod : *packet.from.pod;
  if (!space.empty() && own.name_space != space) return;
  if (own.host_network || !cilium_matches(*spec.find("endpointSelector"), own)) return;
  const std::string key = ingress ? "ingress" : "egress";
  const auto allowing = formats::items_of(spec, key);
  const auto denying = formats::items_of(spec, key + "Deny");
  if (allowing.empty() && denying.empty()) return;
  const Value* asked = spec.at("enableDefaultDeny", std::string_view(key));
  out.isolated = out.isolated || asked == nullptr || asked->as_bool();
  for (const Value& rule : denying)
    out.denied = out.denied || cilium_rule(rule, space, packet, ingress);
  for (const Value& rule : allowing)
    out.allowed = out.allowed || cilium_rule(rule, space, packet, ingress);
}

inline bool cilium_allows(const std::vector<Value>& policies, const Packet& packet, bool ingress) {
  const std::string admin = by_tier(policies, packet, ingress, true);
  if (!admin.empty()) return admin == "Allow";
  CiliumVerdict verdict;
  for (const Value& policy : policies) {
    const std::string_view kind = policy.text("kind");
    if (!kind.starts_with("Cilium")) continue;
    const std::string space(kind == "CiliumNetworkPolicy" ? policy.at("metadata")->text("namespace")
                                                          : "");
    if (const Value* spec = policy.find("spec"))
      cilium_spec(*spec, space, packet, ingress, verdict);
    for (const Value& spec : formats::items_of(policy, "specs"))
      cilium_spec(spec, space, packet, ingress, verdict);
  }
  if (verdict.denied) return false;
  const auto listed = by_network_policies(policies, packet, ingress);
  if (verdict.allowed || listed.value_or(false)) return true;
  if (verdict.isolated || listed.has_value()) return false;
  return by_tier(policies, packet, ingress, false) != "Deny";
}

}  // namespace bulwark::analyzers::network
