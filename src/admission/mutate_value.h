// SPDX-License-Identifier: Apache-2.0
// What a mutation's expression yields, as the values that a patch or a merge works on.
#pragma once

#include "base/arena.h"
#include "base/result.h"
#include "cel/value.h"
#include "formats/value.h"

namespace bulwark::admission {

/// The value of a JSON Patch as JSON: integers that a double cannot hold become texts, times and
/// bytes texts as well. An error for what JSON cannot say.
Result<formats::Value> patch_value(Arena& arena, const cel::Value& value);

/// The fields of an ApplyConfiguration's Object. As in the API server, a null that the expression
/// writes is no JSON null, and a list or map that it writes within another list or map, without
/// naming its type, is nothing that can be merged; `object`'s own parts are.
formats::Value configuration_value(Arena& arena, const cel::Value& made,
                                   const formats::Value& object);

}  // namespace bulwark::admission
