// SPDX-License-Identifier: Apache-2.0
// Entry: what lets connections into the cluster, through Services: Ingresses, Routes and routes of
// Gateways, and Services that have an address outside.
#pragma once

#include <string_view>
#include <vector>

#include "analyzers/network/endpoints.h"

namespace bulwark::analyzers::network {

/// Who opens the connection to the pods.
enum class LedBy : std::uint8_t {
  controller,  ///< what answers Ingresses and routes: a pod that nobody knows
  sender,      ///< the address outside itself
  node,        ///< a node or a balancer may stand in its place
};

/// One object that leads to some ports of pods.
struct Lead {
  EndpointId endpoint = 0;
  Connections ports;                          ///< of the pods, not of the Service
  const model::Resource* resource = nullptr;  ///< Ingress, Route, HTTPRoute, ..., Service
  std::string_view by;  ///< its kind; of a Service "LoadBalancer", "NodePort" or "externalIPs"
  LedBy led_by = LedBy::controller;
};

/// Sorted by endpoint, then what routes lead there, as it is in the inventory, before Services by
/// name. Not among them are balancers that are internal, or that let in no address of the internet.
std::vector<Lead> leads(const model::Inventory& inventory, std::string_view cluster,
                        const Endpoints& endpoints);

struct Entry {
  EndpointId endpoint = 0;
  Connections ports;                          ///< of the pods, not of the Service
  const model::Resource* resource = nullptr;  ///< the first Ingress or route that leads there
};

/// What an ingress controller is told to connect to, sorted by endpoint.
std::vector<Entry> entries(const std::vector<Lead>& leads);
std::vector<Entry> entries(const model::Inventory& inventory, std::string_view cluster,
                           const Endpoints& endpoints);

}  // namespace bulwark::analyzers::network
