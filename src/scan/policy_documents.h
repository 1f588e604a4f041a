// SPDX-License-Identifier: Apache-2.0
// What a user's files of policies and of objects to ask about have in common, once they are loaded.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "admission/policy_set.h"
#include "model/inventory.h"

namespace bulwark::scan {

/// They live as long as the inventory.
using Documents = std::vector<const model::Resource*>;

/// The resources of the segments from `first` on, in the order in which the user wrote them.
Documents documents_from(const model::Inventory& inventory, std::size_t first = 0);

/// "FILE:LINE:COLUMN: POLICY: why", for each policy and binding among `documents` that cannot be
/// used.
std::vector<std::string> unusable_texts(const model::Inventory& inventory,
                                        const Documents& documents,
                                        const admission::PolicySet& policies);

}  // namespace bulwark::scan
