// SPDX-License-Identifier: Apache-2.0
// Services: to which ports of which pods they lead.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/endpoints.h"

namespace bulwark::analyzers::network {

/// Where a Service leads.
struct ServiceTarget {
  EndpointId endpoint = 0;
  Connections ports;  ///< of the pods, not of the Service
};

/// Which port of a Service, and who asks.
struct ServicePort {
  const formats::Value* port = nullptr;  ///< by number or name, of the Service, or (as Routes have
                                         ///< it) of the pods; null: all
  std::optional<Protocol> protocol{};    ///< that is spoken; nothing: the Service's own
};

using TakeTarget = std::function<void(EndpointId endpoint, const Connections& ports)>;

/// Must not outlive the inventory or the endpoints.
class Services {
 public:
  Services(const model::Inventory& inventory, std::string_view cluster, const Endpoints& endpoints);

  /// Null where the picture has none.
  const model::Resource* find(std::string_view name_space, std::string_view name) const;
  /// By one of its own addresses.
  const model::Resource* at_address(std::string_view ip) const;
  const std::map<std::string, const model::Resource*, std::less<>>& all() const { return all_; }

  /// Through one of its ports (an item of spec.ports). None without a selector.
  std::vector<ServiceTarget> targets(const model::Resource& service, const formats::Value& port,
                                     std::optional<Protocol> spoken = std::nullopt) const;
  /// Through the ports that are meant. Nothing where there is no such Service.
  void each(std::string_view name_space, std::string_view name, const ServicePort& wanted,
            const TakeTarget& take) const;

 private:
  Connections ports_of(EndpointId endpoint, Protocol protocol, const formats::Value& target) const;

  const Endpoints& endpoints_;
  std::map<std::string, const model::Resource*, std::less<>> all_, by_address_;
};

}  // namespace bulwark::analyzers::network
