// SPDX-License-Identifier: Apache-2.0
// For tests: small clusters with policies of every kind, made at random.
#pragma once

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "analyzers/network/test_random.h"
#include "analyzers/network/test_random_calico.h"
#include "analyzers/network/test_random_cilium.h"
#include "analyzers/network/test_specification.h"
#include "formats/builder.h"
#include "formats/yaml.h"
#include "model/inventory.h"

namespace bulwark::analyzers::network {

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

/// Pods of one owner are one workload, whatever their labels.
enum class Owners : std::uint8_t { none, some };
/// Whose policies there are beside those of Kubernetes.
enum class Plugin : std::uint8_t { none, cilium, calico };

class RandomCluster {
 public:
  explicit RandomCluster(Random& random, Plugin plugin = Plugin::none, Owners owners = Owners::none)
      : owners_(owners), pool_(std::make_unique<formats::Pool>(std::uint16_t{1}, 0)) {
    inventory.sources.push_back({.name = "f", .file = {}, .text = {}});
    inventory.segments.push_back({std::move(pool_), {}});
    formats::Builder builder(*inventory.segments[0].pool);
    for (const std::string space : {"x", "w", "z"}) {
      Labels labels = random_labels(random);
      add(builder, "{apiVersion: v1, kind: Namespace, metadata: {name: " + space +
                       ", labels: " + labels_text(labels) + "}}");
      labels["kubernetes.io/metadata.name"] = space;
      name_spaces[space] = labels;
      Labels account;
      if (plugin != Plugin::none) account = add_account(builder, random, space);
      for (int i = 0; i < 3; ++i) add_pod(builder, random, space, labels, i, account);
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
    if (plugin == Plugin::cilium) add_cilium(builder, random);
    if (plugin == Plugin::calico) add_calico(builder, random);
  }

  model::Inventory inventory;
  std::vector<Pod> pods;
  std::vector<Value> policies, objects;
  std::vector<std::string> texts;  ///< of all objects
  std::map<std::string, Labels> name_spaces;
  mutable CalicoWorld::Known known_to_calico{};

 private:
  void add_cilium(formats::Builder& builder, Random& random) {
    for (auto i = 1 + random() % 4; i > 0; --i)
      policies.push_back(add(builder, cilium_policy(random, static_cast<int>(i))));
  }

  void add_calico(formats::Builder& builder, Random& random) {
    std::vector<std::string> tiers;
    for (auto i = random() % 3; i > 0; --i) {
      tiers.push_back(pick(random, {"b", "z"}) + std::to_string(i));
      objects.push_back(add(builder, calico_tier(random, tiers.back())));
    }
    for (auto i = random() % 4; i > 0; --i)
      objects.push_back(add(builder, calico_set(random, static_cast<int>(i))));
    for (auto i = 1 + random() % 5; i > 0; --i)
      policies.push_back(add(builder, calico_policy(random, static_cast<int>(i), tiers)));
  }

  // The labels of the service account `robot`.
  Labels add_account(formats::Builder& builder, Random& random, const std::string& space) {
    Labels labels;
    if (random() % 2 == 0) labels["team"] = pick(random, {"a", "b", "c"});
    add(builder, "{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot, namespace: " +
                     space + ", labels: " + labels_text(labels) + "}}");
    labels["robot"] = "";
    return labels;
  }

  Value add(formats::Builder& builder, const std::string& text) {
    texts.push_back(text);
    const auto document = formats::YamlReader().read(text, builder, {});
    if (!document) {
      ADD_FAILURE() << text << ": " << document.error().text();
      return {};
    }
    inventory.segments[0].resources.push_back({.root = document->root});
    return document->root;
  }

  void add_pod(formats::Builder& builder, Random& random, const std::string& space,
               const Labels& of_namespace, int number, Labels account) {
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
    std::string ports, service_account;
    // Where there are accounts at all, half of the pods have that one.
    if (account.erase("robot") != 0 && random() % 2 == 0) {
      pod.service_account = "robot";
      pod.of_account = std::move(account);
      service_account = "serviceAccountName: robot, ";
    }
    if (random() % 2 == 0) pod.ports.emplace_back("web", "TCP", random() % 2 == 0 ? 80 : 8080);
    if (random() % 2 == 0) pod.ports.emplace_back("dns", random() % 2 == 0 ? "TCP" : "UDP", 53);
    for (const auto& [name, own, port] : pod.ports)
      ports += fmt::format("{{name: {}, protocol: {}, containerPort: {}}}, ", name, own, port);
    add(builder,
        fmt::format(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: {}, namespace: {}, labels: {}{}}}, "
            "spec: {{{}hostNetwork: {}, containers: [{{name: c, ports: [{}]}}]}}}}",
            pod.name, space, labels_text(pod.labels), owner, service_account, pod.host_network,
            ports));
    pods.push_back(std::move(pod));
  }

  Owners owners_;
  std::unique_ptr<formats::Pool> pool_;
};

}  // namespace bulwark::analyzers::network
