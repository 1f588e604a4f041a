// SPDX-License-Identifier: Apache-2.0
// Components: the cluster's own programs join the inventory as documents (docs/components.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/inventory.h"

namespace bulwark::scan {

/// Adds a segment with the documents that pods, ConfigMaps and configuration files tell of. Returns
/// what of them is not known, and why: "KubeAPIServer kube-system/a: --anonymous-auth: ...".
std::vector<std::string> add_components(model::Inventory& inventory, std::uint64_t seed);

}  // namespace bulwark::scan
