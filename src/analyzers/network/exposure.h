// SPDX-License-Identifier: Apache-2.0
// Exposure: for each workload who may reach it, from the internet and from other namespaces, and
// what it would reach if it were taken.
//
// Asked of pairs of groups of workloads, not of pairs of workloads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/network/entry.h"
#include "analyzers/network/reach.h"
#include "analyzers/network/workloads.h"

namespace bulwark::analyzers::network {

struct Count {
  std::uint32_t workloads = 0, namespaces = 0;
  auto operator<=>(const Count&) const = default;
};

/// An object that leads the internet to a workload, and the ports that policies leave of it.
struct Door {
  const model::Resource* resource = nullptr;
  std::string_view by;  ///< see Lead
  Connections ports;
  LedBy led_by = LedBy::controller;
};

/// As Kubernetes has the word: a NetworkPolicy selects each of the pods, for that direction.
struct Isolation {
  bool ingress = false, egress = false;
};

struct Exposure {
  std::string title;  ///< "shop/cart[Deployment]"
  std::string_view name_space;
  Isolation isolated;

  std::vector<Door> doors;  ///< from the internet, by objects; not one is empty
  Connections open_to;      ///< from addresses of the internet, by policies alone
  bool everywhere = false;  ///< from each IPv4 address of it
  /// Connections from the internet to here, one by one over other workloads: 1 where there is a
  /// door. Nothing: none leads here.
  std::optional<std::uint32_t> steps;
  Count others;  ///< of other namespaces, that may reach it
  Connections others_ports;

  Count direct, all;      ///< that it may reach itself, and in any number of steps
  Connections internet;   ///< addresses of the internet that it may reach
  bool metadata = false;  ///< the cloud's metadata: port 80 of 169.254.169.254 or
                          ///< fd00:ec2::254
};

/// What comes first is worst: what a door leads to, then by how far one gets from there.
std::vector<Exposure> exposures(const Endpoints& endpoints, const Policies& policies,
                                const std::vector<Lead>& leads, Reach& reach);

/// By workload.
std::vector<Isolation> isolation_of(const Workloads& workloads, const Endpoints& endpoints,
                                    const Policies& policies);

struct LedTo {
  std::uint32_t workload = 0;  ///< of Workloads::all
  Door door;
};
/// One for each object and workload.
std::vector<LedTo> led_to(const Workloads& workloads, const std::vector<Lead>& leads, Reach& reach);

}  // namespace bulwark::analyzers::network
