// SPDX-License-Identifier: Apache-2.0
// Entry: what Ingresses and Routes lead to, through Services.
#pragma once

#include <string_view>
#include <vector>

#include "analyzers/network/endpoints.h"

namespace bulwark::analyzers::network {

struct Entry {
  EndpointId endpoint = 0;
  Connections ports;                          ///< of the pods, not of the Service
  const model::Resource* resource = nullptr;  ///< the first Ingress or Route that leads there
};

/// What an ingress controller is told to connect to, sorted by endpoint.
std::vector<Entry> entries(const model::Inventory& inventory, std::string_view cluster,
                           const Endpoints& endpoints);

}  // namespace bulwark::analyzers::network
