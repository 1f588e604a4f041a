// SPDX-License-Identifier: Apache-2.0
// Reads the signatures of the declaration tables: "list(A), int -> A".
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cel/type.h"

namespace bulwark::cel {

struct Signature {
  std::vector<Type> params;
  Type result;
};

/// Nothing when the text is no signature (a mistake in a table: the caller CHECKs).
std::optional<Signature> read_signature(std::string_view text);

/// A type as the tables write it: "int", "map(string, dyn)", "optional(A)", "kubernetes.URL".
std::optional<Type> read_type(std::string_view text);

}  // namespace bulwark::cel
