// SPDX-License-Identifier: Apache-2.0
// Merging a configuration into an object, as structured-merge-diff does.
#pragma once

#include <optional>

#include "admission/schema.h"
#include "base/arena.h"
#include "formats/value.h"

namespace bulwark::admission {

/// `live` with everything that `applied` sets: maps entry by entry, sets and lists of maps item by
/// item in the order that `applied` gives them, everything else as a whole. Both must fit the
/// schema (check_against). Nothing when nothing is left. The result points into both and `arena`.
std::optional<formats::Value> merge(Arena& arena, const Schema& schema, const formats::Value& live,
                                    const formats::Value& applied);

}  // namespace bulwark::admission
