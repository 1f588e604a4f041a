// SPDX-License-Identifier: Apache-2.0
// Node: what runs on a node, and the files that the cluster's security rests on, as documents of
// the inventory (docs/node-audit.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/inventory.h"
#include "scan/node_documents.h"

namespace bulwark::scan {

/// "node:/", "node:copied/from/one"
inline constexpr std::string_view kNodeTarget = "node:";

struct AddedNode {
  std::string name;                    ///< empty: not known
  std::vector<std::string> manifests;  ///< folders of static pods, to be read as manifests
  bool runs_kubernetes = false;        ///< something of it is there
};

/// Adds a source, and a segment with documents of files, of the kubelet and of components that run
/// without a static pod. What could not be read is among the inventory's problems.
AddedNode add_node(std::string_view target, const NodeOptions& options,
                   model::Inventory& inventory);

}  // namespace bulwark::scan
