// SPDX-License-Identifier: Apache-2.0
// Services: to which ports of which pods they lead.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/endpoints.h"

namespace bulwark::analyzers::network {

/// Where a Service leads.
struct Lead {
  EndpointId endpoint = 0;
  Connections ports;  ///< of the pods, not of the Service
};

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
  std::vector<Lead> leads(const model::Resource& service, const formats::Value& port) const;

 private:
  Connections ports_of(EndpointId endpoint, Protocol protocol, const formats::Value& target) const;

  const Endpoints& endpoints_;
  std::map<std::string, const model::Resource*, std::less<>> all_, by_address_;
};

}  // namespace bulwark::analyzers::network
