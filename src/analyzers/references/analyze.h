// SPDX-License-Identifier: Apache-2.0
// References: questions that no single object answers: what points to nothing, what is selected by
// nothing, what stands in each other's way.
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "analyzers/references/findings.h"
#include "model/inventory.h"

namespace bulwark::analyzers::references {

struct Options {
  std::vector<std::string_view> controls;  ///< ids of those that are asked for
  bool complete = false;  ///< the manifests are everything that their namespaces hold
};

/// Every cluster apart, all manifests together. Sorted by nothing: the report is. `inventory` must
/// outlive the result.
Findings analyze(const model::Inventory& inventory, const Options& options);

/// The clusters of an inventory, each of which is a picture by itself; the manifests' is the empty
/// one. `inventory` must outlive the result.
std::set<std::string_view> cluster_names(const model::Inventory& inventory);

/// The ids of all controls that this room answers, sorted.
std::vector<std::string_view> controls();

}  // namespace bulwark::analyzers::references
