// SPDX-License-Identifier: Apache-2.0
// The picture that questions about connections are asked of: manifests, a snapshot, or a live
// cluster, of which only pods, Services and what decides on connections is read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "analyzers/network/entry.h"
#include "analyzers/network/reach.h"
#include "base/result.h"
#include "scan/bring_in.h"

namespace bulwark::scan {

/// What of a live cluster is read.
enum class NetworkReading : std::uint8_t {
  connections,    ///< what has connections, and what decides on them
  configuration,  ///< besides, the ConfigMaps that pods are told by
};

/// All else points into the inventory.
struct NetworkPicture {
  NetworkPicture() = default;
  NetworkPicture(const NetworkPicture&) = delete;
  NetworkPicture& operator=(const NetworkPicture&) = delete;

  model::Inventory inventory;
  std::string cluster;  ///< its name; empty: manifests
  std::unique_ptr<const analyzers::network::Endpoints> endpoints;
  analyzers::network::Policies policies;
  std::unique_ptr<analyzers::network::Reach> reach;
  std::vector<analyzers::network::Lead> leads;
  std::vector<analyzers::network::Entry> entries;  ///< what of them an ingress controller opens
};

/// Whatever decides on connections between pods joins what of a cluster is read.
void read_policies_too(sources::cluster::ReadOptions& read);

/// Errors: a target that does not exist or is no picture, several pictures at once, `cancelled`.
/// What could not be read is in the inventory's problems.
Result<std::unique_ptr<NetworkPicture>> read_network(
    const PictureOptions& options, NetworkReading reading = NetworkReading::connections);

}  // namespace bulwark::scan
