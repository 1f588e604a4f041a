// SPDX-License-Identifier: Apache-2.0
// Endpoints: the pods of one picture as policies see them, one for all that look alike.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/connections.h"
#include "analyzers/references/labels.h"
#include "base/arena.h"
#include "model/inventory.h"

namespace bulwark::analyzers::network {

struct NamedPort {
  std::string_view name;
  Protocol protocol = Protocol::tcp;
  std::uint16_t number = 0;
  auto operator<=>(const NamedPort&) const = default;
};

using EndpointId = std::uint32_t;

/// Pods of one workload with the same labels and ports.
struct Endpoint {
  std::string_view name_space, name, kind;    ///< of the workload: of the pods' owner, where it has
                                              ///< one
  const formats::Value* labels = nullptr;     ///< may be null
  std::vector<NamedPort> ports;               ///< sorted
  std::vector<std::uint16_t> open;            ///< TCP ports that containers declare
  const model::Resource* resource = nullptr;  ///< of pods of one owner that by name
  std::vector<const model::Resource*> alike{};  ///< that it stands for too
  bool host_network = false;
  std::string_view service_account;  ///< "default" where none is named

  /// Pods whose owner is not in the picture: they are one workload.
  bool is_of_owner() const { return resource->kind() == "Pod" && kind != "Pod"; }
  /// "shop/cart[Deployment]"
  std::string title() const;
};

struct NamespaceOf {
  std::string name;
  const formats::Value* labels = nullptr;  ///< with kubernetes.io/metadata.name
  std::vector<EndpointId> members;         ///< by the numbers of `index`
  references::LabelIndex index{references::LabelsOf::objects};
};

/// Const once built; must not outlive the inventory.
class Endpoints {
 public:
  /// `cluster`: empty for manifests.
  Endpoints(const model::Inventory& inventory, std::string_view cluster);
  Endpoints(const Endpoints&) = delete;
  Endpoints& operator=(const Endpoints&) = delete;

  const std::vector<Endpoint>& all() const { return all_; }
  const std::map<std::string, NamespaceOf, std::less<>>& namespaces() const { return namespaces_; }

  /// Sorted. `pods` null: all pods of the namespace.
  std::vector<EndpointId> select(std::string_view name_space, const formats::Value* pods) const;
  /// The same in each namespace that the other selector selects (null: in all).
  std::vector<EndpointId> select_in(const formats::Value* name_spaces,
                                    const formats::Value* pods) const;

 private:
  void take_namespace(const model::Resource& resource);
  void take(const model::Resource& resource);
  const formats::Value* with_name(std::string_view name, const formats::Value* labels);

  Arena arena_{std::size_t{64} << 10};
  std::vector<Endpoint> all_;
  std::map<std::string, NamespaceOf, std::less<>> namespaces_;
  std::map<std::string, std::vector<EndpointId>, std::less<>> by_title_;
};

}  // namespace bulwark::analyzers::network
