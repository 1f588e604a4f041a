// SPDX-License-Identifier: Apache-2.0
// The ClusterRoles that an API server makes by itself, by its version: manifests bind them without
// bringing them.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "model/inventory.h"

namespace bulwark::scan {

/// Those of Kubernetes 1.N with the feature gates that are on by default; before the oldest and
/// after the newest version that is known (1.27 to 1.37) those of that one. Aggregated ones have no
/// rules of their own. Errors: none but those of a list that is wrong.
Result<model::Segment> default_roles(std::uint32_t minor, std::uint64_t seed);

/// Adds the roles of one list, as knowledge/cluster-roles.yaml is one, read strictly.
Result<void> read_default_roles(std::string_view text, std::uint32_t minor,
                                model::Segment& segment);

}  // namespace bulwark::scan
