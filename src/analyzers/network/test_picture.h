// SPDX-License-Identifier: Apache-2.0
// For tests: a picture made of YAML.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "analyzers/network/entry.h"
#include "analyzers/network/policy.h"
#include "formats/builder.h"
#include "formats/yaml.h"
#include "model/inventory.h"

namespace bulwark::analyzers::network {

/// Documents in flow style, one a text.
class TestPicture {
 public:
  explicit TestPicture(const std::vector<std::string>& documents) {
    inventory.sources.push_back({.name = "f", .file = {}, .text = {}});
    inventory.segments.push_back({std::make_unique<formats::Pool>(std::uint16_t{1}, 0), {}});
    formats::Builder builder(*inventory.segments[0].pool);
    for (const std::string& text : documents) {
      const auto read = formats::YamlReader().read(text, builder, {});
      if (!read) {
        ADD_FAILURE() << text << ": " << read.error().text();
        continue;
      }
      inventory.segments[0].resources.push_back({.root = read->root});
    }
    endpoints = std::make_unique<const Endpoints>(inventory, "");
    policies = read_policies(inventory, "", *endpoints);
    entries = network::entries(inventory, "", *endpoints);
  }

  model::Inventory inventory;
  std::unique_ptr<const Endpoints> endpoints;
  Policies policies;
  std::vector<Entry> entries;
};

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

}  // namespace bulwark::analyzers::network
