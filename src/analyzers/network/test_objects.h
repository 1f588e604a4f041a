// SPDX-License-Identifier: Apache-2.0
// For tests: a few objects, written in a few words, and what the room makes of them.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/reach.h"
#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::network {

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

class Objects {
 public:
  explicit Objects(const std::vector<std::string>& texts) {
    inventory.sources.push_back({.name = "f", .file = {}, .text = {}});
    inventory.segments.push_back({std::make_unique<formats::Pool>(std::uint16_t{1}, 0), {}});
    formats::Builder builder(*inventory.segments[0].pool);
    for (const std::string& text : texts) {
      const auto read = formats::YamlReader().read(text, builder, {});
      if (!read) {
        ADD_FAILURE() << text << ": " << read.error().text();
        continue;
      }
      inventory.segments[0].resources.push_back({.root = read->root});
    }
    endpoints = std::make_unique<const Endpoints>(inventory, "");
    policies = read_policies(inventory, "", *endpoints);
    reach = std::make_unique<Reach>(*endpoints, policies);
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
  std::unique_ptr<Reach> reach;
};

}  // namespace bulwark::analyzers::network
