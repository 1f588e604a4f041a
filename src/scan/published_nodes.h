// SPDX-License-Identifier: Apache-2.0
// Published nodes: what nodes have told the cluster of themselves joins the inventory, as if each
// had been audited (docs/node-audit.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/inventory.h"

namespace bulwark::scan {

/// Adds a segment with the documents that ConfigMaps of nodes hold. What such a ConfigMap does not
/// tell, cannot tell, or told too long ago becomes one of the inventory's problems. Returns
/// notices: nodes that have told nothing where others have, ConfigMaps of nodes that are no more.
std::vector<std::string> add_published_nodes(model::Inventory& inventory, std::uint64_t seed);

}  // namespace bulwark::scan
