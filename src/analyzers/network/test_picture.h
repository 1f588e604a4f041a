// SPDX-License-Identifier: Apache-2.0
// For tests: documents, and what may reach what by them.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>

#include "analyzers/network/reach.h"
#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::network {

class TestPicture {
 public:
  TestPicture(std::initializer_list<std::string> documents) {
    inventory_.sources.push_back({.name = "f", .file = {}, .text = {}});
    inventory_.segments.push_back({std::make_unique<formats::Pool>(std::uint16_t{1}, 0), {}});
    formats::Builder builder(*inventory_.segments[0].pool);
    for (const std::string& document : documents) {
      const auto read = formats::YamlReader().read(document, builder, {});
      if (!read) {
        ADD_FAILURE() << document << ": " << read.error().text();
        return;
      }
      inventory_.segments[0].resources.push_back({.root = read->root});
    }
    endpoints_ = std::make_unique<Endpoints>(inventory_, "");
    policies = read_policies(inventory_, "", *endpoints_);
    reach_ = std::make_unique<Reach>(*endpoints_, policies);
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
    return reach_->set(reach_->between(node(from, Direction::ingress), node(to, Direction::egress)))
        .text();
  }

  Policies policies;

 private:
  NodeId node(const std::string& name, Direction direction) const {
    if (name == "unknown") return reach_->unknown_pod();
    for (EndpointId i = 0; i < endpoints_->all().size(); ++i) {
      const Endpoint& one = endpoints_->all()[i];
      if (std::string(one.name_space) + "/" + std::string(one.name) == name)
        return reach_->node_of(i);
    }
    const auto block = parse_block(name + "/32");
    const auto& ranges = reach_->outside(direction);
    for (std::size_t i = 0; block && i < ranges.size(); ++i) {
      if (ranges[i].contains(*block)) return reach_->node_of(direction, i);
    }
    ADD_FAILURE() << "there is no " << name;
    return 0;
  }

  model::Inventory inventory_;
  std::unique_ptr<Endpoints> endpoints_;
  std::unique_ptr<Reach> reach_;
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

}  // namespace bulwark::analyzers::network
