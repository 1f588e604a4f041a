// SPDX-License-Identifier: Apache-2.0
// For tests: small clusters with policies of every kind, made at random.
#pragma once

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "analyzers/network/test_specification.h"
#include "formats/builder.h"
#include "formats/yaml.h"
#include "model/inventory.h"

namespace bulwark::analyzers::network {

using Random = std::mt19937;

inline std::string pick(Random& random, std::initializer_list<const char*> words) {
  return *(words.begin() + random() % words.size());
}

inline std::string selector(Random& random) {
  const std::string key = pick(random, {"app", "tier"});
  const std::string value = pick(random, {"a", "b", "c"});
  switch (random() % 7) {
    case 0: return "{}";
    case 1: return "{matchExpressions: [{key: " + key + ", operator: Exists}]}";
    case 2: return "{matchExpressions: [{key: " + key + ", operator: DoesNotExist}]}";
    case 3:
      return "{matchExpressions: [{key: " + key + ", operator: NotIn, values: [" + value + "]}]}";
    case 4:
      return "{matchExpressions: [{key: " + key + ", operator: In, values: [a, " + value + "]}]}";
    default: return "{matchLabels: {" + key + ": " + value + "}}";
  }
}

inline std::string of_spaces(Random& random) {
  return random() % 3 == 0
             ? "{matchLabels: {kubernetes.io/metadata.name: " + pick(random, {"x", "w", "z"}) + "}}"
             : selector(random);
}

inline std::string cidr(Random& random) {
  return pick(random, {"10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "0.0.0.0/0", "192.168.0.0/16"});
}

inline constexpr int kPorts[] = {1, 53, 80, 81, 443, 8080, 65535};

inline std::string protocol(Random& random) { return pick(random, {"TCP", "UDP", "SCTP"}); }

inline std::string network_policy(Random& random, int number) {
  const auto peer = [&]() -> std::string {
    switch (random() % 5) {
      case 0: return "{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}";
      case 1: return "{ipBlock: {cidr: " + cidr(random) + "}}";
      case 2: return "{podSelector: " + selector(random) + "}";
      case 3: return "{namespaceSelector: " + of_spaces(random) + "}";
      default:
        return "{namespaceSelector: " + of_spaces(random) + ", podSelector: " + selector(random) +
               "}";
    }
  };
  const auto port = [&]() -> std::string {
    switch (random() % 5) {
      case 0: return "{protocol: " + protocol(random) + "}";
      case 1:
        return "{port: " + pick(random, {"web", "dns"}) + ", protocol: " + protocol(random) + "}";
      case 2: return "{port: 80, endPort: " + pick(random, {"80", "443"}) + "}";
      default:
        return "{port: " + std::to_string(kPorts[random() % 7]) +
               ", protocol: " + protocol(random) + "}";
    }
  };
  const auto rules = [&](const std::string& peers) {
    std::string out;
    for (auto i = random() % 3; i > 0; --i) {
      out += "{";
      if (random() % 4 != 0)
        out += peers + ": [" + peer() + (random() % 2 == 0 ? ", " + peer() : "") + "]";
      if (random() % 2 == 0)
        out += std::string(out.back() == '{' ? "" : ", ") + "ports: [" + port() + "]";
      out += "}, ";
    }
    return "[" + out + "]";
  };
  std::string spec = "podSelector: " + selector(random) + ", ingress: " + rules("from") +
                     ", egress: " + rules("to");
  if (random() % 2 == 0)
    spec += ", policyTypes: " + pick(random, {"[Ingress]", "[Egress]", "[Ingress, Egress]"});
  return fmt::format(
      "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p{}, namespace: "
      "{}}}, spec: {{{}}}}}",
      number, pick(random, {"x", "w", "z"}), spec);
}

inline std::string admin_policy(Random& random, int number) {
  const std::uint32_t kind = random() % 4;  // 0: baseline, 1: admin, 2 and 3: of the cluster
  const bool cluster = kind > 1;
  const auto subject = [&] {
    return random() % 2 == 0 ? "{namespaces: " + of_spaces(random) + "}"
                             : "{pods: {namespaceSelector: " + of_spaces(random) +
                                   ", podSelector: " + selector(random) + "}}";
  };
  const auto port = [&]() -> std::string {
    const std::string one = std::to_string(kPorts[random() % 7]);
    if (cluster) {
      const std::string key = pick(random, {"tcp", "udp", "sctp"});
      switch (random() % 4) {
        case 0: return "{destinationNamedPort: web}";
        case 1: return "{" + key + ": {}}";
        case 2: return "{" + key + ": {destinationPort: {range: {start: 80, end: 443}}}}";
        default: return "{" + key + ": {destinationPort: {number: " + one + "}}}";
      }
    }
    switch (random() % 3) {
      case 0: return "{namedPort: web}";
      case 1: return "{portRange: {protocol: " + protocol(random) + ", start: 80, end: 443}}";
      default: return "{portNumber: {protocol: " + protocol(random) + ", port: " + one + "}}";
    }
  };
  const auto rules = [&](const std::string& peers) {
    std::string out;
    for (auto i = random() % 3; i > 0; --i) {
      const std::string action = kind == 0
                                     ? pick(random, {"Allow", "Deny"})
                                     : pick(random, {cluster ? "Accept" : "Allow", "Deny", "Pass"});
      const bool network = peers == "to" && random() % 4 == 0;
      out += "{action: " + action + ", " + peers + ": [" +
             (network ? "{networks: [" + cidr(random) + "]}" : subject()) + "]";
      if (random() % 2 == 0) out += (cluster ? ", protocols: [" : ", ports: [") + port() + "]";
      out += "}, ";
    }
    return "[" + out + "]";
  };
  const std::string spec = "subject: " + subject() + ", ingress: " + rules("from") +
                           ", egress: " + rules("to");
  if (kind == 0)
    return "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: BaselineAdminNetworkPolicy, "
           "metadata: {name: default}, spec: {" +
           spec + "}}";
  return fmt::format(
      "{{apiVersion: policy.networking.k8s.io/{}, kind: {}, metadata: {{name: a{}}}, spec: "
      "{{priority: {}, {}{}}}}}",
      cluster ? "v1alpha2" : "v1alpha1", cluster ? "ClusterNetworkPolicy" : "AdminNetworkPolicy",
      number, 10 * (number + 1),
      cluster ? "tier: " + pick(random, {"Admin", "Baseline"}) + ", " : "", spec);
}

inline std::string labels_text(const Labels& labels) {
  std::string out = "{";
  for (const auto& [key, value] : labels) out += key + ": " + value + ", ";
  return out + "}";
}

inline Labels random_labels(Random& random) {
  Labels out;
  if (random() % 4 != 0) out["app"] = pick(random, {"a", "b", "c"});
  if (random() % 2 == 0) out["tier"] = pick(random, {"a", "b", "c"});
  return out;
}

// Pods of one owner are one workload, whatever their labels.
enum class Owners { none, some };

class RandomCluster {
 public:
  explicit RandomCluster(Random& random, Owners owners = Owners::none)
      : owners_(owners), pool_(std::make_unique<formats::Pool>(std::uint16_t{1}, 0)) {
    inventory.sources.push_back({.name = "f", .file = {}, .text = {}});
    inventory.segments.push_back({std::move(pool_), {}});
    formats::Builder builder(*inventory.segments[0].pool);
    for (const std::string space : {"x", "w", "z"}) {
      Labels labels = random_labels(random);
      add(builder, "{apiVersion: v1, kind: Namespace, metadata: {name: " + space +
                       ", labels: " + labels_text(labels) + "}}");
      labels["kubernetes.io/metadata.name"] = space;
      for (int i = 0; i < 3; ++i) add_pod(builder, random, space, labels, i);
    }
    const auto some = random() % 4;
    for (std::uint32_t i = 0; i < some; ++i)
      policies.push_back(add(builder, network_policy(random, static_cast<int>(i))));
    const auto more = random() % 4;
    bool baseline = false;
    for (std::uint32_t i = 0; i < more; ++i) {
      const std::string text = admin_policy(random, static_cast<int>(i));
      const bool one = text.contains("kind: Baseline");
      if (one && baseline) continue;  // there is but one
      baseline = baseline || one;
      policies.push_back(add(builder, text));
    }
  }

  model::Inventory inventory;
  std::vector<Pod> pods;
  std::vector<Value> policies;

 private:
  Value add(formats::Builder& builder, const std::string& text) {
    const auto document = formats::YamlReader().read(text, builder, {});
    if (!document) {
      ADD_FAILURE() << text << ": " << document.error().text();
      return {};
    }
    inventory.segments[0].resources.push_back({.root = document->root});
    return document->root;
  }

  void add_pod(formats::Builder& builder, Random& random, const std::string& space,
               const Labels& of_namespace, int number) {
    Pod pod{space,
            "p" + std::to_string(number),
            random_labels(random),
            of_namespace,
            {},
            random() % 8 == 0};
    std::string owner;
    if (owners_ == Owners::some && random() % 2 == 0) {
      pod.owner = "r" + std::to_string(random() % 2);
      owner = ", ownerReferences: [{kind: ReplicaSet, controller: true, name: " + pod.owner + "}]";
    }
    std::string ports;
    if (random() % 2 == 0) pod.ports.emplace_back("web", "TCP", random() % 2 == 0 ? 80 : 8080);
    if (random() % 2 == 0) pod.ports.emplace_back("dns", random() % 2 == 0 ? "TCP" : "UDP", 53);
    for (const auto& [name, own, port] : pod.ports)
      ports += fmt::format("{{name: {}, protocol: {}, containerPort: {}}}, ", name, own, port);
    add(builder,
        fmt::format(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: {}, namespace: {}, labels: {}{}}}, "
            "spec: {{hostNetwork: {}, containers: [{{name: c, ports: [{}]}}]}}}}",
            pod.name, space, labels_text(pod.labels), owner, pod.host_network, ports));
    pods.push_back(std::move(pod));
  }

  Owners owners_;
  std::unique_ptr<formats::Pool> pool_;
};

}  // namespace bulwark::analyzers::network
