// SPDX-License-Identifier: Apache-2.0
// JSON Patch (RFC 6902) on immutable values, as the API server applies it.
//
// Where the API server's library and the RFC differ, the library is right here: `replace` of a
// missing key of a map adds it, `copy` of a missing key adds null, an index may be negative (from
// the end), whatever stands before the first `/` of a path is ignored, and only `replace` and
// `test` may name the whole document.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/arena.h"
#include "base/limits.h"
#include "base/result.h"
#include "formats/value.h"

namespace bulwark::admission {

/// One operation; all of it was computed by an expression, so any field may hold anything.
struct PatchOperation {
  std::string op;
  std::string path;
  std::string from;  ///< empty is the same as missing
  std::optional<formats::Value> value;
};

struct PatchResult {
  formats::Value document;
  /// A `test` failed: the document is as it came, which is not an error.
  bool test_failed = false;
};

/// Applies all operations in order, or none. The texts of errors are those of the API server,
/// without its "JSON Patch: ". The result points into `document`, the operations' values and
/// `arena`. `limits` bounds depth, and how many values the operations may add.
Result<PatchResult> apply_json_patch(Arena& arena, const formats::Value& document,
                                     std::span<const PatchOperation> operations,
                                     const Limits& limits = {});

}  // namespace bulwark::admission
