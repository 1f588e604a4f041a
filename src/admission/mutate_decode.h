// SPDX-License-Identifier: Apache-2.0
// A mutated object of a built-in kind as the API server's own types hold it afterwards.
#pragma once

#include <cstdint>

#include "admission/schema.h"
#include "base/arena.h"
#include "base/result.h"
#include "formats/value.h"

namespace bulwark::admission {

/// How the server gets from the mutated document to its types.
enum class Decoding : std::uint8_t {
  strict_json,  ///< after a JSON Patch: what is wrong is an internal error of the server, whatever
                ///< the failurePolicy
  conversion,   ///< after an ApplyConfiguration: what is wrong is an error of the policy
};

/// `object` without null fields; null entries of maps and items of lists become empty values, whole
/// numbers of integer fields become integers. Errors: unknown fields, and values that their field
/// cannot hold. A custom resource stays as it is.
Result<formats::Value> decode_mutated(Arena& arena, const Schema& schema,
                                      const formats::Value& object, Decoding decoding);

}  // namespace bulwark::admission
