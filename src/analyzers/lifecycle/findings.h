// SPDX-License-Identifier: Apache-2.0
// Findings: programs that are too far from each other, or whose version nobody mends any more.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/lifecycle/programs.h"
#include "analyzers/lifecycle/releases.h"
#include "analyzers/references/findings.h"
#include "model/inventory.h"

namespace bulwark::analyzers::lifecycle {

struct FindingOptions {
  std::vector<std::string_view> controls;  ///< ids of those that are asked for
  bool complete = false;                   ///< the manifests are those of one cluster
  std::string today;                       ///< "2026-11-30"
};

/// Every cluster apart, all manifests together; how far programs are from each other is judged of
/// clusters, and of manifests that are complete. What has no version, or one that `releases` does
/// not know, is not evaluated; a cluster of which only some namespaces were read is not asked.
/// `inventory` must outlive the result.
references::Findings find_lifecycle(const model::Inventory& inventory, const Releases& releases,
                                    const FindingOptions& options);

/// The ids of all controls that this room answers, sorted.
std::vector<std::string_view> lifecycle_controls();

/// Programs of one minor version, by kind and name: "API server, 12 kubelets".
std::string programs_text(const std::vector<const Program*>& programs);

}  // namespace bulwark::analyzers::lifecycle
