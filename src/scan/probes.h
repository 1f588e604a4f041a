// SPDX-License-Identifier: Apache-2.0
// Probes: endpoints that are looked at from outside join the inventory as documents
// (docs/probes.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/inventory.h"
#include "scan/probe_targets.h"
#include "sources/cluster/access.h"

namespace bulwark::scan {

struct ProbeOptions {
  bool clusters = false;                                        ///< what live clusters name
  std::vector<std::string> addresses;                           ///< "HOST:PORT[=COMPONENT]"
  std::chrono::milliseconds timeout = std::chrono::seconds(2);  ///< of one connection
  std::chrono::milliseconds budget = std::chrono::seconds(60);  ///< of all together
  std::size_t most = 1000;                                      ///< endpoints of one scan

  bool wanted() const { return clusters || !addresses.empty(); }
};

struct ProbeInput {
  std::span<const sources::cluster::Access> clusters;  ///< in the order of the inventory, its last
  std::string_view today;
  std::uint64_t seed = 0;
  std::stop_token stop;
};

/// Whether every address can be read.
Result<void> check_probes(const ProbeOptions& options);

/// Adds a segment with a document for each port that is open or closed, and a problem for what is
/// not known from here. Returns notices: what open ports did not tell, and why.
std::vector<std::string> add_probes(const ProbeOptions& options, const ProbeInput& input,
                                    model::Inventory& inventory);

}  // namespace bulwark::scan
