// SPDX-License-Identifier: Apache-2.0
// One mutation: from what its expression yielded to the mutated object.
#pragma once

#include <cstdint>

#include "admission/mutation_sequence.h"
#include "admission/schema.h"
#include "base/arena.h"
#include "cel/value.h"
#include "formats/value.h"

namespace bulwark::admission {

enum class PatchType : std::uint8_t { json_patch, apply_configuration };

/// `object` as the mutation leaves it. `yielded` is the expression's value: a list of JSONPatch or
/// an Object. Failures have the API server's texts. The result lives as long as `arena`, `object`
/// and `yielded`.
MutationStep<formats::Value> mutate_object(Arena& arena, const Schema& schema, PatchType type,
                                           const formats::Value& object, const cel::Value& yielded);

}  // namespace bulwark::admission
