// SPDX-License-Identifier: Apache-2.0
// Expressions as texts: which names of its surroundings one uses, and the same expression with
// other names. The text is kept as its author wrote it; only names are replaced.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::policy {

/// A name that an expression takes from its surroundings, once for each place where it stands.
struct FreeName {
  std::string name;        ///< "item", "variables.extra"
  std::size_t offset = 0;  ///< in bytes
  std::size_t length = 0;
  bool operator==(const FreeName&) const = default;
};

struct NamesOfExpression {
  std::vector<FreeName> free;                ///< by offset
  std::set<std::string, std::less<>> bound;  ///< what its own macros declare
};

/// An error when it does not parse, or asks for `variables` as a whole.
Result<NamesOfExpression> names_of(std::string_view expression);

/// What stands for a name; a name without an entry stays.
using Replacements = std::map<std::string, std::string, std::less<>>;

std::string replace_names(std::string_view expression, const NamesOfExpression& names,
                          const Replacements& replacements);

}  // namespace bulwark::policy
