// SPDX-License-Identifier: Apache-2.0
// For tests: a few objects, written in a few words, and what the room makes of them.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/reach.h"
#include "analyzers/network/test_picture.h"

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

/// With who reaches whom in it.
class Objects : public TestPicture {
 public:
  explicit Objects(const std::vector<std::string>& texts)
      : TestPicture(texts), reach(std::make_unique<Reach>(*endpoints, policies)) {}

  EndpointId pod_named(std::string_view name) const {
    for (EndpointId i = 0; i < endpoints->all().size(); ++i) {
      if (endpoints->all()[i].name == name) return i;
    }
    ADD_FAILURE() << "no pod " << name;
    return 0;
  }

  std::unique_ptr<Reach> reach;
};

}  // namespace bulwark::analyzers::network
