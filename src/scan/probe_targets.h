// SPDX-License-Identifier: Apache-2.0
// Probe targets: which addresses are probed: those that the user names, and those that a live
// cluster itself names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/inventory.h"
#include "sources/cluster/access.h"
#include "sources/endpoint/probe.h"

namespace bulwark::scan {

struct ProbeTarget {
  sources::endpoint::ProbeRequest request;
  std::uint32_t source = 0;  ///< index into Inventory::sources
  std::string named_by;      ///< "Node n1", "--probe-address"
};

/// "HOST:PORT" or "HOST:PORT=SERVICE"; without a service that of the port.
Result<sources::endpoint::ProbeRequest> parse_probe_address(const std::string& text);

/// What one live cluster names: the API server of its kubeconfig, API servers and etcds by their
/// flags, the ports of its nodes, the dashboard. What matters most comes first, in an order that
/// only the cluster decides; no address is there twice. An address that means the asking machine
/// itself is left out, unless the API server is on it too.
std::vector<ProbeTarget> targets_of_cluster(const model::Inventory& inventory, std::uint32_t source,
                                            const sources::cluster::Access& access);

}  // namespace bulwark::scan
