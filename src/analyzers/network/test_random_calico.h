// SPDX-License-Identifier: Apache-2.0
// For tests: policies, tiers and sets of Calico, made at random of what is modelled.
#pragma once

#include <fmt/core.h>

#include <string>
#include <vector>

#include "analyzers/network/test_calico_specification.h"
#include "analyzers/network/test_random.h"

namespace bulwark::analyzers::network {

struct CalicoSelectorOf {
  std::string text;
  CalicoMeaning meaning;
};

inline CalicoSelectorOf calico_atom(Random& random, const std::string& key,
                                    const std::string& value) {
  const auto with = [key](const auto& holds) {
    return [key, holds](const Labels& labels, const std::string& prefix) {
      const auto own = labels.find(prefix + key);
      return holds(own == labels.end() ? nullptr : &own->second);
    };
  };
  const auto is = [&](const auto& holds) {
    return with([value, holds](const std::string* own) { return holds(own, value); });
  };
  const std::string quoted = "\"" + value + "\"";
  switch (random() % 9) {
    case 0:
      return {key + " != " + quoted, is([](const std::string* own, const std::string& v) {
                return own == nullptr || *own != v;
              })};
    case 1:
      return {"has(" + key + ")", with([](const std::string* own) { return own != nullptr; })};
    case 2:
      return {"!has( " + key + " )", with([](const std::string* own) { return own == nullptr; })};
    case 3:
      return {key + " in {\"b\", " + quoted + "}",
              is([](const std::string* own, const std::string& v) {
                return own != nullptr && (*own == "b" || *own == v);
              })};
    case 4:
      return {key + " not in { " + quoted + " }",
              is([](const std::string* own, const std::string& v) {
                return own == nullptr || *own != v;
              })};
    case 5: {
      const std::string op = pick(random, {"contains", "starts with", "ends with"});
      return {key + " " + op + " \"" + value.substr(0, 1) + "\"",
              is([op](const std::string* own, const std::string& v) {
                const std::string part = v.substr(0, 1);
                if (own == nullptr) return false;
                return op == "contains"      ? own->contains(part)
                       : op == "starts with" ? own->starts_with(part)
                                             : own->ends_with(part);
              })};
    }
    default:
      return {key + " == " + quoted, is([](const std::string* own, const std::string& v) {
                return own != nullptr && *own == v;
              })};
  }
}

inline CalicoSelectorOf calico_plain(Random& random, const std::string& prefix) {
  const std::string of_label = pick(random, {"a", "b", "c"});
  if (prefix == "pcns." && random() % 3 == 0)
    return calico_atom(random, "projectcalico.org/name", pick(random, {"x", "w", "z"}));
  if (prefix == "pcsa.")
    return random() % 2 == 0
               ? calico_atom(random, "team", of_label)
               : calico_atom(random, "projectcalico.org/name", pick(random, {"robot", "default"}));
  if (prefix.empty()) {
    switch (random() % 8) {
      case 0: return {"all()", [](const Labels&, const std::string&) { return true; }};
      case 1:
        return calico_atom(random, "projectcalico.org/namespace", pick(random, {"x", "w", "z"}));
      case 2: return calico_atom(random, "pcns." + pick(random, {"app", "tier"}), of_label);
      case 3: return calico_atom(random, "projectcalico.org/orchestrator", "k8s");
      case 4:
        return calico_atom(random, "projectcalico.org/serviceaccount",
                           pick(random, {"robot", "default"}));
      default: break;
    }
  }
  return calico_atom(random, pick(random, {"app", "tier"}), of_label);
}

// In YAML's quotes.
inline std::string calico_selector(Random& random, const std::string& prefix) {
  CalicoSelectorOf out = calico_plain(random, prefix);
  const auto form = random() % 6;
  if (form < 3) {
    const CalicoSelectorOf a = out, b = calico_plain(random, prefix),
                           c = calico_plain(random, prefix);
    const auto meaning = [=](const Labels& labels, const std::string& under) {
      const bool first = a.meaning(labels, under), second = b.meaning(labels, under),
                 third = c.meaning(labels, under);
      if (form == 0) return first || (second && third);
      if (form == 1) return (first || second) && !third;
      return !(first && second);
    };
    if (form == 0) out.text = a.text + " || " + b.text + " && " + c.text;
    if (form == 1) out.text = "(" + a.text + " || " + b.text + ") && !(" + c.text + ")";
    if (form == 2) out.text = "! (" + a.text + "&&" + b.text + ")";
    out.meaning = meaning;
  }
  calico_meanings()[out.text] = out.meaning;
  calico_meanings()["all()"] = [](const Labels&, const std::string&) { return true; };
  return "'" + out.text + "'";
}

// A selector of namespaces in a rule.
inline std::string calico_spaces(Random& random) {
  const auto form = random() % 5;
  return form == 0 ? "all()" : form == 1 ? "global()" : calico_selector(random, "pcns.");
}

inline std::string calico_selectors(Random& random) {
  std::string out;
  if (random() % 2 == 0) out += "selector: " + calico_selector(random, "") + ", ";
  if (random() % 6 == 0) out += "notSelector: " + calico_selector(random, "") + ", ";
  if (random() % 4 == 0) out += "namespaceSelector: " + calico_spaces(random) + ", ";
  if (random() % 8 == 0) {
    out += "serviceAccounts: {";
    if (random() % 2 == 0) out += "names: [" + pick(random, {"robot", "default"}) + "], ";
    if (random() % 2 == 0 || out.ends_with("{"))
      out += "selector: " + calico_selector(random, "pcsa.");
    out += "}, ";
  }
  return out;
}

inline std::string calico_nets(Random& random) {
  std::string out;
  if (random() % 4 == 0) out += "nets: [" + cidr(random) + ", " + cidr(random) + "], ";
  if (random() % 6 == 0) out += "notNets: [" + cidr(random) + "], ";
  return out;
}

inline std::string calico_ports(Random& random, bool numbers) {
  std::string out;
  for (const std::string key : {"ports", "notPorts"}) {
    if (random() % 3 != 0) continue;
    const auto port = [&] {
      if (!numbers || random() % 4 == 0) return pick(random, {"web", "dns"});
      return random() % 3 == 0 ? "\"80:" + pick(random, {"80", "443"}) + "\""
                               : std::to_string(kPorts[random() % 7]);
    };
    const std::string first = port();
    out += key + ": [" + first + (random() % 2 == 0 ? ", " + port() : "") + "], ";
  }
  return out;
}

inline std::string calico_rule(Random& random, bool ingress) {
  std::string out = "action: " + pick(random, {"Allow", "Allow", "Deny", "Deny", "Pass", "Log"});
  const bool has_protocol = random() % 2 == 0;
  if (has_protocol) out += ", protocol: " + pick(random, {"TCP", "UDP", "SCTP", "6", "17", "132"});
  if (random() % 6 == 0) out += ", notProtocol: " + pick(random, {"TCP", "UDP", "132"});
  std::string peer = random() % 4 == 0 ? "" : calico_selectors(random) + calico_nets(random);
  std::string own = random() % 4 == 0 ? calico_selectors(random) : "";
  (ingress ? own : peer) += calico_ports(random, has_protocol);
  out += ", source: {" + (ingress ? peer : own) + "}, destination: {" + (ingress ? own : peer) +
         "}";
  return "{" + out + "}";
}

inline std::string calico_rules(Random& random, bool ingress) {
  std::string out;
  for (auto i = random() % 4; i > 0; --i) out += calico_rule(random, ingress) + ", ";
  return "[" + out + "]";
}

inline std::string calico_policy(Random& random, int number,
                                 const std::vector<std::string>& tiers) {
  const bool is_global = random() % 2 == 0;
  const bool kept = random() % 2 == 0;
  const std::string tier = random() % 2 == 0 || tiers.empty() ? "default"
                                                              : tiers[random() % tiers.size()];
  std::string spec;
  if (tier != "default" || random() % 2 == 0) spec += "tier: " + tier + ", ";
  if (random() % 3 != 0) spec += "order: " + pick(random, {"10", "1000", "2000"}) + ", ";
  if (random() % 2 == 0) spec += "selector: " + calico_selector(random, "") + ", ";
  if (random() % 5 == 0)
    spec += "serviceAccountSelector: " + calico_selector(random, "pcsa.") + ", ";
  if (is_global && random() % 3 == 0)
    spec += "namespaceSelector: " + calico_selector(random, "pcns.") + ", ";
  if (random() % 2 == 0)
    spec += "types: " + pick(random, {"[Ingress]", "[Egress]", "[Ingress, Egress]"}) + ", ";
  spec += "ingress: " + calico_rules(random, true) + ", egress: " + calico_rules(random, false);
  // Names around those of NetworkPolicies, which are p0 to p2.
  const std::string name = fmt::format("{}{}{}", kept ? tier + "." : "",
                                       random() % 2 == 0 ? "a" : "q", number);
  return fmt::format("{{apiVersion: {}, kind: {}, metadata: {{name: {}{}}}, spec: {{{}}}}}",
                     kept ? "crd.projectcalico.org/v1" : "projectcalico.org/v3",
                     is_global ? "GlobalNetworkPolicy" : "NetworkPolicy", name,
                     is_global ? "" : ", namespace: " + pick(random, {"x", "w", "z"}), spec);
}

inline std::string calico_tier(Random& random, const std::string& name) {
  std::string spec;
  if (random() % 5 != 0)
    spec += "order: " + pick(random, {"500", "1000", "2000", "2000000", "20000000"}) + ", ";
  if (random() % 2 == 0) spec += "defaultAction: " + pick(random, {"Pass", "Deny"});
  return "{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: " + name + "}, spec: {" +
         spec + "}}";
}

inline std::string calico_set(Random& random, int number) {
  const bool is_global = random() % 2 == 0;
  return fmt::format(
      "{{apiVersion: projectcalico.org/v3, kind: {}, metadata: {{name: s{}{}, labels: {{{}: "
      "{}}}}}, "
      "spec: {{nets: [{}, {}]}}}}",
      is_global ? "GlobalNetworkSet" : "NetworkSet", number,
      is_global ? "" : ", namespace: " + pick(random, {"x", "w", "z"}),
      pick(random, {"app", "tier"}), pick(random, {"a", "b", "c"}), cidr(random), cidr(random));
}

}  // namespace bulwark::analyzers::network
