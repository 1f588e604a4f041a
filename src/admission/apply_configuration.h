// SPDX-License-Identifier: Apache-2.0
// What an ApplyConfiguration mutation does to an object.
#pragma once

#include "admission/schema.h"
#include "base/arena.h"
#include "base/result.h"
#include "formats/value.h"

namespace bulwark::admission {

/// `object` with `configuration` merged into it; apiVersion and kind are the object's. Errors have
/// the API server's texts, without its "error applying patch: ". The result points into both
/// values and `arena`.
Result<formats::Value> apply_configuration(Arena& arena, const Schema& schema,
                                           const formats::Value& object,
                                           const formats::Value& configuration);

}  // namespace bulwark::admission
