// SPDX-License-Identifier: Apache-2.0
// Service targets: from a Service's ports to those of the pods that it selects.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/endpoints.h"

namespace bulwark::analyzers::network {

/// Which port of a Service, and who asks.
struct ServicePort {
  const formats::Value* port = nullptr;  ///< by number or name, of the Service, or (as Routes have
                                         ///< it) of the pods; null: all
  std::optional<Protocol> protocol{};    ///< that is spoken; nothing: the Service's own
};

using TakeTarget = std::function<void(EndpointId endpoint, const Connections& ports)>;

/// Must not outlive what it is made of.
class ServiceTargets {
 public:
  ServiceTargets(const model::Inventory& inventory, std::string_view cluster,
                 const Endpoints& endpoints);

  const std::vector<const model::Resource*>& services() const { return services_; }

  /// Nothing where there is no such Service, or it selects nothing by itself.
  void each(std::string_view name_space, std::string_view name, const ServicePort& wanted,
            const TakeTarget& take) const;

 private:
  Connections ports_of(EndpointId endpoint, const formats::Value* target, Protocol protocol) const;

  const Endpoints& endpoints_;
  std::vector<const model::Resource*> services_;
  std::map<std::string, const model::Resource*, std::less<>> by_name_;
};

}  // namespace bulwark::analyzers::network
