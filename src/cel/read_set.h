// SPDX-License-Identifier: Apache-2.0
// The paths of its variables that an expression can reach: what its answer may depend on, and
// nothing else.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cel/ast.h"

namespace bulwark::cel {

struct ReadStep {
  enum class Kind : std::uint8_t {
    field,
    each,      ///< every element of a list, and how many; every value of a map, and its keys
    presence,  ///< always last: only whether the walk gets this far
  };
  Kind kind = Kind::field;
  std::string field{};  ///< of Kind::field

  auto operator<=>(const ReadStep&) const = default;
};

/// Without a presence at its end, everything below is read.
///
/// Two activations agree on a path when the walk along it meets the same in both: it ends at equal
/// values, or at a field that is missing after the same number of steps, or early at equal values
/// that are no map (no container, for `each`). A path of `each` branches: the walks below each
/// element agree one by one.
struct ReadPath {
  std::uint32_t slot = 0;
  std::vector<ReadStep> steps{};

  auto operator<=>(const ReadPath&) const = default;
};

/// Two activations that agree on all of these paths give the same result, errors included. Sorted;
/// no path lies below another one that reads everything. Conservative where it cannot follow: then
/// whole variables are read.
std::vector<ReadPath> read_set(const CheckedAst& checked);

/// ".spec.volumes[*].hostPath?": the steps, for people and tests.
std::string text(const ReadPath& path);

}  // namespace bulwark::cel
