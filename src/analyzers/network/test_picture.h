// SPDX-License-Identifier: Apache-2.0
// For tests: documents in flow style, and what may reach what by them.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/entry.h"
#include "analyzers/network/reach.h"
#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::network {

class TestPicture {
 public:
  TestPicture(std::initializer_list<std::string> documents)
      : TestPicture(std::vector<std::string>(documents)) {}

  explicit TestPicture(const std::vector<std::string>& documents) {
    inventory.sources.push_back({.name = "f", .file = {}, .text = {}});
    inventory.segments.push_back({std::make_unique<formats::Pool>(std::uint16_t{1}, 0), {}});
    formats::Builder builder(*inventory.segments[0].pool);
    for (const std::string& document : documents) {
      const auto read = formats::YamlReader().read(document, builder, {});
      if (!read) {
        ADD_FAILURE() << document << ": " << read.error().text();
        continue;
      }
      inventory.segments[0].resources.push_back({.root = read->root});
    }
    endpoints = std::make_unique<const Endpoints>(inventory, "");
    policies = read_policies(inventory, "", *endpoints);
    entries = network::entries(inventory, "", *endpoints);
    reach = std::make_unique<Reach>(*endpoints, policies);
  }

  /// "path reason (not modelled); ..."
  std::string faults() const {
    std::string out;
    for (const PolicyFault& fault : policies.faults)
      out += (out.empty() ? "" : "; ") + fault.path + " " + fault.reason +
             (fault.refused ? "" : " (not modelled)");
    return out;
  }

  /// Pods by "namespace/name"; else an address of IPv4, or "unknown".
  std::string between(const std::string& from, const std::string& to) const {
    return reach->set(reach->between(node(from, Direction::ingress), node(to, Direction::egress)))
        .text();
  }

  EndpointId pod_named(std::string_view name) const {
    for (EndpointId i = 0; i < endpoints->all().size(); ++i) {
      if (endpoints->all()[i].name == name) return i;
    }
    ADD_FAILURE() << "no pod " << name;
    return 0;
  }

  model::Inventory inventory;
  std::unique_ptr<const Endpoints> endpoints;
  Policies policies;
  std::vector<Entry> entries;
  std::unique_ptr<Reach> reach;

 private:
  NodeId node(const std::string& name, Direction direction) const {
    if (name == "unknown") return reach->unknown_pod();
    for (EndpointId i = 0; i < endpoints->all().size(); ++i) {
      const Endpoint& one = endpoints->all()[i];
      if (std::string(one.name_space) + "/" + std::string(one.name) == name)
        return reach->node_of(i);
    }
    const auto block = parse_address(name);
    const auto& ranges = reach->outside(direction);
    for (std::size_t i = 0; block && i < ranges.size(); ++i) {
      if (ranges[i].contains(*block)) return reach->node_of(direction, i);
    }
    ADD_FAILURE() << "there is no " << name;
    return 0;
  }
};

/// `more` of its spec: "hostNetwork: true".
inline std::string test_pod(const std::string& space, const std::string& name,
                            const std::string& more = "") {
  return "{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", namespace: " + space +
         ", labels: {app: " + name +
         "}}, spec: {containers: [{name: c, ports: [{name: web, "
         "containerPort: 8080}]}]" +
         (more.empty() ? "" : ", " + more) + "}}";
}

inline std::string test_namespace(const std::string& name, const std::string& labels) {
  return "{apiVersion: v1, kind: Namespace, metadata: {name: " + name + ", labels: {" + labels +
         "}}}";
}

/// `inside`: of the pod's spec, "containers: [...]".
inline std::string workload(const std::string& kind, const std::string& space,
                            const std::string& name, const std::string& labels,
                            const std::string& inside = "") {
  return "{apiVersion: apps/v1, kind: " + kind + ", metadata: {name: " + name +
         (space.empty() ? "" : ", namespace: " + space) +
         "}, spec: {template: {metadata: {labels: {" + labels + "}}, spec: {" + inside + "}}}}";
}

inline std::string service(const std::string& space, const std::string& name,
                           const std::string& inside) {
  return "{apiVersion: v1, kind: Service, metadata: {name: " + name + ", namespace: " + space +
         "}, spec: {" + inside + "}}";
}

inline std::string pod(const std::string& name, const std::string& labels,
                       const std::string& ports = {}, const std::string& space = "shop") {
  return "{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", namespace: " + space +
         ", labels: {" + labels + "}}, spec: {containers: [{name: c, ports: [" + ports + "]}]}}";
}

inline std::string policy(const std::string& name, const std::string& spec,
                          const std::string& space = "shop") {
  return "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: " + name +
         ", namespace: " + space + "}, spec: {" + spec + "}}";
}

inline std::string cluster_policy(const std::string& name, const std::string& spec) {
  return "{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: "
         "{name: " +
         name + "}, spec: {" + spec + "}}";
}

}  // namespace bulwark::analyzers::network
