// SPDX-License-Identifier: Apache-2.0
// For tests: whether Calico lets one packet pass, written from its documentation. Selectors are not
// parsed: whoever writes one says what it means.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include "analyzers/network/test_specification.h"

namespace bulwark::analyzers::network {

/// `prefix`: under which its labels are: "pcns." for a selector of namespaces.
using CalicoMeaning = std::function<bool(const Labels&, const std::string& prefix)>;

inline std::map<std::string, CalicoMeaning>& calico_meanings() {
  static std::map<std::string, CalicoMeaning> known;
  return known;
}

inline bool calico_selects(std::string_view selector, const Labels& labels,
                           const std::string& prefix) {
  const auto meaning = calico_meanings().find(std::string(selector));
  if (meaning != calico_meanings().end()) return meaning->second(labels, prefix);
  ADD_FAILURE() << "what does " << selector << " mean?";
  return false;
}

inline void add_namespace_labels(const std::string& space, const Labels& of_namespace,
                                 Labels& out) {
  out["projectcalico.org/namespace"] = space;
  for (const auto& [key, value] : of_namespace) out["pcns." + key] = value;
  out["pcns.projectcalico.org/name"] = space;
}

inline const Labels& calico_labels(const Pod& pod) {
  Labels& out = pod.seen;
  if (!out.empty()) return out;
  out = pod.labels;
  add_namespace_labels(pod.name_space, pod.of_namespace, out);
  out["projectcalico.org/orchestrator"] = "k8s";
  out["projectcalico.org/serviceaccount"] = pod.service_account;
  for (const auto& [key, value] : pod.of_account) out["pcsa." + key] = value;
  out["pcsa.projectcalico.org/name"] = pod.service_account;
  return out;
}

struct CalicoWorld {
  const std::vector<Value>& policies;
  const std::vector<Value>& objects;  // Tiers and sets
  const std::map<std::string, Labels>& name_spaces;
  struct Known {  // worked out once
    std::map<std::uint32_t, std::vector<Labels>> by_address;
    std::map<std::tuple<const Value*, std::string, const Pod*, std::uint32_t>, bool> by_end;
  } & known;
};

// The labels of each set that the address is in.
inline const std::vector<Labels>& calico_sets(const CalicoWorld& world, std::uint32_t address) {
  const auto [at, is_new] = world.known.by_address.try_emplace(address);
  std::vector<Labels>& out = at->second;
  if (!is_new) return out;
  for (const Value& object : world.objects) {
    const std::string_view kind = object.text("kind");
    if (!kind.ends_with("NetworkSet")) continue;
    bool within = false;
    for (const Value& net : formats::items_of(*object.find("spec"), "nets"))
      within = within || in_cidr(std::string(net.as_string()), address);
    if (!within) continue;
    Labels labels;
    const Value* own = object.at("metadata", "labels");
    for (std::size_t i = 0; i < own->size(); ++i)
      labels[std::string(own->shape()->keys[i])] = own->values()[i].as_string();
    if (kind == "NetworkSet") {
      const std::string space(object.at("metadata")->text("namespace"));
      add_namespace_labels(space, world.name_spaces.at(space), labels);
    }
    out.push_back(std::move(labels));
  }
  return out;
}

inline bool calico_in_nets(const Value& entity, const char* key, const Party& party) {
  for (const Value& net : formats::items_of(entity, key)) {
    const std::string cidr(net.as_string());
    if (party.pod != nullptr ? cidr == "0.0.0.0/0" : in_cidr(cidr, party.address)) return true;
  }
  return false;
}

// All positive selectors of an entity, of one end's labels.
inline bool calico_entity_selects(const Value& entity, const std::string& space,
                                  const Labels& labels) {
  const std::string_view spaces = entity.text("namespaceSelector");
  if (!spaces.empty()) {
    const bool in_any = labels.contains("projectcalico.org/namespace");
    if (spaces == "all()"      ? !in_any
        : spaces == "global()" ? in_any
                               : !calico_selects(spaces, labels, "pcns."))
      return false;
  } else if (!space.empty()) {
    const auto own = labels.find("projectcalico.org/namespace");
    if (own == labels.end() || own->second != space) return false;
  }
  if (!entity.text("selector").empty() && !calico_selects(entity.text("selector"), labels, ""))
    return false;
  if (const Value* accounts = entity.find("serviceAccounts")) {
    bool named = formats::items_of(*accounts, "names").empty();
    const auto own = labels.find("projectcalico.org/serviceaccount");
    for (const Value& name : formats::items_of(*accounts, "names"))
      named = named || (own != labels.end() && own->second == name.as_string());
    if (!named) return false;
    const std::string_view selector = accounts->text("selector");
    if (!selector.empty() && !calico_selects(selector, labels, "pcsa.")) return false;
  }
  return true;
}

inline bool calico_end(const CalicoWorld& world, const Value* entity, const std::string& space,
                       const Party& party) {
  if (!formats::items_of(*entity, "nets").empty() && !calico_in_nets(*entity, "nets", party))
    return false;
  if (calico_in_nets(*entity, "notNets", party)) return false;
  const std::string_view negated = entity->text("notSelector");
  const bool selects = !entity->text("selector").empty() ||
                       !entity->text("namespaceSelector").empty() ||
                       entity->find("serviceAccounts") != nullptr ||
                       (!negated.empty() && !space.empty());
  bool any = !selects, excluded = false;
  // What Calico knows of one end; of a pod in its node's network nothing.
  const auto know = [&](const Labels& labels) {
    any = any || calico_entity_selects(*entity, space, labels);
    excluded = excluded || (!negated.empty() && calico_selects(negated, labels, ""));
  };
  if (party.pod == nullptr) {
    for (const Labels& labels : calico_sets(world, party.address)) know(labels);
  } else if (!party.pod->host_network) {
    know(calico_labels(*party.pod));
  }
  return any && !excluded;
}

inline bool calico_entity(const CalicoWorld& world, const Value* entity, const std::string& space,
                          const Party& party) {
  if (entity == nullptr) return true;
  const auto [at,
              is_new] = world.known.by_end.try_emplace({entity, space, party.pod, party.address});
  if (is_new) at->second = calico_end(world, entity, space, party);
  return at->second;
}

inline std::string calico_protocol(const Value& value) {
  if (value.is_string()) return std::string(value.as_string());
  return value.as_int() == 6 ? "TCP" : value.as_int() == 17 ? "UDP" : "SCTP";
}

inline bool calico_port(const Value& port, const Packet& packet) {
  if (port.is_int()) return port.as_int() == packet.port;
  const std::string text(port.as_string());
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos)
    return has_port(packet.to.pod, text, packet.protocol, packet.port);
  return packet.port >= std::stoi(text) && packet.port <= std::stoi(text.substr(colon + 1));
}

inline bool calico_rule(const CalicoWorld& world, const Value& rule, const std::string& space,
                        const Packet& packet) {
  if (const Value* protocol = rule.find("protocol"))
    if (calico_protocol(*protocol) != packet.protocol) return false;
  if (const Value* protocol = rule.find("notProtocol"))
    if (calico_protocol(*protocol) == packet.protocol) return false;
  const Value* destination = rule.find("destination");
  if (destination != nullptr) {
    const auto ports = formats::items_of(*destination, "ports");
    bool any = ports.empty();
    for (const Value& port : ports) any = any || calico_port(port, packet);
    if (!any) return false;
    for (const Value& port : formats::items_of(*destination, "notPorts"))
      if (calico_port(port, packet)) return false;
  }
  return calico_entity(world, rule.find("source"), space, packet.from) &&
         calico_entity(world, destination, space, packet.to);
}

inline bool is_calico_policy(const Value& policy) {
  return policy.text("apiVersion").contains("projectcalico.org");
}

// A policy's say in one direction; nothing where it is not about the pod in that direction.
// "": none of its rules decides.
inline std::optional<std::string> calico_policy(const CalicoWorld& world, const Value& policy,
                                                const Packet& packet, bool ingress) {
  const Pod& own = ingress ? *packet.to.pod : *packet.from.pod;
  const Value& spec = *policy.find("spec");
  const bool is_global = policy.text("kind") == "GlobalNetworkPolicy";
  const std::string space(is_global ? "" : policy.at("metadata")->text("namespace"));
  if (own.host_network || (!is_global && own.name_space != space)) return std::nullopt;
  const Labels& labels = calico_labels(own);
  const auto selects = [&](const char* key, const char* prefix) {
    return spec.text(key).empty() || calico_selects(spec.text(key), labels, prefix);
  };
  if (!selects("selector", "") || !selects("serviceAccountSelector", "pcsa.") ||
      (is_global && !selects("namespaceSelector", "pcns.")))
    return std::nullopt;
  const auto rules = formats::items_of(spec, ingress ? "ingress" : "egress");
  const auto others = formats::items_of(spec, ingress ? "egress" : "ingress");
  const auto types = formats::items_of(spec, "types");
  bool decides = ingress ? others.empty() || !rules.empty() : !rules.empty();
  if (!types.empty()) {
    decides = false;
    for (const Value& type : types)
      decides = decides || type.as_string() == (ingress ? "Ingress" : "Egress");
  }
  if (!decides) return std::nullopt;
  for (const Value& rule : rules) {
    if (rule.text("action") != "Log" && calico_rule(world, rule, space, packet))
      return std::string(rule.text("action"));
  }
  return "";
}

struct CalicoTier {
  double order;
  std::string name;
  bool denies;
  auto operator<=>(const CalicoTier&) const = default;
};

inline double calico_order(const Value& spec) {
  const Value* order = spec.find("order");
  return order == nullptr ? std::numeric_limits<double>::infinity()
                          : static_cast<double>(order->as_int());
}

inline std::string calico_tier(const CalicoWorld& world, const CalicoTier& tier,
                               const Packet& packet, bool ingress) {
  if (tier.name == "kube-admin") return by_tier(world.policies, packet, ingress, true);
  if (tier.name == "kube-baseline") return by_tier(world.policies, packet, ingress, false);
  std::map<std::tuple<double, std::string, std::size_t>, std::string> said;
  for (std::size_t i = 0; i < world.policies.size(); ++i) {
    const Value& policy = world.policies[i];
    const Value& spec = *policy.find("spec");
    std::string name(policy.at("metadata")->text("name"));
    std::string own(spec.text("tier"));
    if (own.empty()) own = "default";
    if (name.starts_with(own + ".")) name = name.substr(own.size() + 1);
    name += "/" + std::string(policy.at("metadata")->text("namespace"));
    if (is_calico_policy(policy) && own == tier.name) {
      if (const auto one = calico_policy(world, policy, packet, ingress))
        said[{calico_order(spec), name, i}] = *one;
    } else if (policy.text("kind") == "NetworkPolicy" && !is_calico_policy(policy) &&
               tier.name == "default") {
      if (const auto one = by_network_policies({policy}, packet, ingress))
        said[{1000.0, name, i}] = *one ? "Allow" : "";
    }
  }
  for (const auto& [order, one] : said) {
    if (one == "Pass") return "";
    if (!one.empty()) return one;
  }
  return tier.denies && !said.empty() ? "Deny" : "";
}

inline bool calico_allows(const CalicoWorld& world, const Packet& packet, bool ingress) {
  std::vector<CalicoTier> tiers{
      {1000, "kube-admin", false}, {1000000, "default", true}, {10000000, "kube-baseline", false}};
  for (const Value& object : world.objects) {
    if (object.text("kind") != "Tier") continue;
    const Value& spec = *object.find("spec");
    tiers.push_back({calico_order(spec), std::string(object.at("metadata")->text("name")),
                     spec.text("defaultAction") != "Pass"});
  }
  std::sort(tiers.begin(), tiers.end());
  for (const CalicoTier& tier : tiers) {
    const std::string one = calico_tier(world, tier, packet, ingress);
    if (!one.empty()) return one == "Allow";
  }
  return true;
}

}  // namespace bulwark::analyzers::network
