// SPDX-License-Identifier: Apache-2.0
// NodeGraph: what is related to which node, as the Node authorizer of an API server relates it: a
// pod to the node that it is bound to, whatever a pod names to the pod's node, a persistent volume
// to the nodes of its claim.
//
// Only what is named counts, be it there or not. A mirror pod, which a kubelet makes by itself,
// relates nothing but itself.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/inventory.h"

namespace bulwark::analyzers::rbac {

/// What is related to a node.
enum class Related : std::uint8_t {
  pod,
  service_account,
  secret,
  config_map,
  claim,   ///< PersistentVolumeClaim
  volume,  ///< PersistentVolume
  volume_attachment,
  resource_claim,
  resource_slice,
  certificate_request,  ///< PodCertificateRequest
};

/// Points into the inventory, which must outlive it. Const once built.
class NodeGraph {
 public:
  NodeGraph(const model::Inventory& inventory, std::string_view cluster);

  /// The object by which it is related to the node: a pod, a persistent volume, or itself. Null
  /// where it is not. `name_space` is empty for what has none.
  const model::Resource* by(std::string_view node, Related type, std::string_view name_space,
                            std::string_view name) const;

 private:
  struct Use {
    std::string_view node;
    const model::Resource* by = nullptr;
  };
  void take(const model::Resource& object);
  void take_pod(const model::Resource& pod);
  void take_volumes();
  void sort();
  void add(Related type, std::string_view name_space, std::string_view name, Use use);
  std::span<const Use> uses(Related type, std::string_view name_space, std::string_view name) const;

  std::vector<const model::Resource*> volumes_;
  std::unordered_map<std::string, std::vector<Use>> uses_;  // by type, namespace and name
};

}  // namespace bulwark::analyzers::rbac
