// SPDX-License-Identifier: Apache-2.0
// Findings: workloads that policies leave open to more than they should, and clusters whose
// policies nobody enforces.
#pragma once

#include <string_view>
#include <vector>

#include "analyzers/references/findings.h"
#include "model/inventory.h"

namespace bulwark::analyzers::network {

struct FindingOptions {
  std::vector<std::string_view> controls;  ///< ids of those that are asked for
  bool complete = false;  ///< the manifests are everything that their namespaces hold
};

/// Every cluster apart, all manifests together. `inventory` must outlive the result. Of a workload
/// that no policy in the picture isolates nothing is said where a policy may exist beyond it, or
/// one that is not modelled touches it: it is unknown.
references::Findings find_open(const model::Inventory& inventory, const FindingOptions& options);

/// The ids of all controls that this room answers, sorted.
std::vector<std::string_view> network_controls();

}  // namespace bulwark::analyzers::network
