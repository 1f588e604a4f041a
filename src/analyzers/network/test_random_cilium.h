// SPDX-License-Identifier: Apache-2.0
// For tests: policies of Cilium, made at random of what is modelled.
#pragma once

#include <fmt/core.h>

#include <string>

#include "analyzers/network/test_random.h"

namespace bulwark::analyzers::network {

inline std::string cilium_key(Random& random, bool peers) {
  const std::string source = pick(random, {"", "k8s:", "any:"});
  switch (peers ? random() % 6 : 5) {
    case 0: return "\"" + source + "io.kubernetes.pod.namespace\"";
    case 1:
      return "\"" + source + "io.cilium.k8s.namespace.labels." +
             pick(random, {"app", "tier", "kubernetes.io/metadata.name"}) + "\"";
    case 2: return "\"" + source + "io.cilium.k8s.policy.serviceaccount\"";
    default: return "\"" + source + pick(random, {"app", "tier"}) + "\"";
  }
}

inline std::string cilium_selector(Random& random, bool peers) {
  const auto value = [&] { return pick(random, {"a", "b", "c", "x", "w", "robot"}); };
  const auto likely = [&](const std::string& key) {
    if (key.contains("pod.namespace") || key.contains("metadata.name"))
      return pick(random, {"x", "w", "z"});
    return key.contains("serviceaccount") ? pick(random, {"default", "robot"})
                                          : pick(random, {"a", "b", "c"});
  };
  const std::string key = cilium_key(random, peers);
  const std::string other = cilium_key(random, peers);
  switch (random() % 8) {
    case 0: return "{}";
    case 1: return "{matchExpressions: [{key: " + key + ", operator: Exists}]}";
    case 2: return "{matchExpressions: [{key: " + key + ", operator: DoesNotExist}]}";
    case 3:
      return "{matchExpressions: [{key: " + key + ", operator: NotIn, values: [" + likely(key) +
             ", " + value() + "]}]}";
    case 4:
      return "{matchLabels: {" + key + ": " + likely(key) + "}, matchExpressions: [{key: " + other +
             ", operator: In, values: [" + likely(other) + ", " + likely(other) + "]}]}";
    default: return "{matchLabels: {" + key + ": " + likely(key) + "}}";
  }
}

inline std::string cilium_peers(Random& random, const std::string& prefix) {
  std::string list;
  const auto some = random() % 5 == 0 ? 0 : 1 + random() % 2;
  const auto each = [&](const auto& one) {
    for (std::uint32_t i = 0; i < some; ++i) list += one() + ", ";
    return "[" + list + "]";
  };
  switch (random() % 6) {
    case 0: return "";
    case 1:
      return prefix + "Entities: " + each([&] {
               return pick(random, {"all", "world", "cluster", "none", "world-ipv4", "health",
                                    "host, remote-node"});
             });
    case 2:
      return prefix + "CIDR: " + each([&] {
               return random() % 3 == 0 ? std::string("10.1.2.1") : cidr(random);
             });
    case 3:
      return prefix + "CIDRSet: " + each([&] {
               return random() % 2 == 0 ? std::string("{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}")
                                        : "{cidr: " + cidr(random) + "}";
             });
    default: return prefix + "Endpoints: " + each([&] { return cilium_selector(random, true); });
  }
}

inline std::string cilium_port(Random& random) {
  const std::string own = random() % 3 == 0
                              ? ""
                              : ", protocol: " + pick(random, {"TCP", "UDP", "SCTP", "ANY"});
  switch (random() % 6) {
    case 0: return "{port: " + pick(random, {"web", "dns"}) + own + "}";
    case 1: return "{port: \"80\", endPort: " + pick(random, {"80", "443"}) + own + "}";
    case 2: return "{port: \"0\"" + own + "}";
    default: return "{port: \"" + std::to_string(kPorts[random() % 7]) + "\"" + own + "}";
  }
}

inline std::string cilium_rules(Random& random, const std::string& prefix) {
  std::string out;
  for (auto i = random() % 3; i > 0; --i) {
    std::string rule = cilium_peers(random, prefix);
    const auto add = [&](const std::string& text) { rule += (rule.empty() ? "" : ", ") + text; };
    if (random() % 2 == 0) {
      add("toPorts: [{ports: [" + cilium_port(random) +
          (random() % 2 == 0 ? ", " + cilium_port(random) : "") + "]}]");
    } else if (random() % 8 == 0) {
      add("icmps: [{fields: [{type: 8}]}]");
    }
    out += "{" + rule + "}, ";
  }
  return "[" + out + "]";
}

inline std::string cilium_spec(Random& random) {
  std::string out = "endpointSelector: " + cilium_selector(random, false);
  for (const std::string key : {"ingress", "egress"}) {
    if (random() % 2 == 0)
      out += ", " + key + ": " + cilium_rules(random, key == "ingress" ? "from" : "to");
    if (random() % 3 == 0)
      out += ", " + key + "Deny: " + cilium_rules(random, key == "ingress" ? "from" : "to");
  }
  if (random() % 3 == 0)
    out += ", enableDefaultDeny: {" + pick(random, {"ingress", "egress"}) + ": false}";
  return "{" + out + "}";
}

inline std::string cilium_policy(Random& random, int number) {
  const bool clusterwide = random() % 3 == 0;
  const std::string metadata = fmt::format(
      "{{name: c{}{}}}", number,
      clusterwide ? "" : ", namespace: " + pick(random, {"x", "w", "z"}));
  const std::string body = random() % 5 == 0
                               ? "specs: [" + cilium_spec(random) + ", " + cilium_spec(random) + "]"
                               : "spec: " + cilium_spec(random);
  return fmt::format("{{apiVersion: cilium.io/v2, kind: {}, metadata: {}, {}}}",
                     clusterwide ? "CiliumClusterwideNetworkPolicy" : "CiliumNetworkPolicy",
                     metadata, body);
}

}  // namespace bulwark::analyzers::network
