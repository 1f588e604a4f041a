// SPDX-License-Identifier: Apache-2.0
// Macros: calls that the parser replaces by comprehensions and presence tests.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "cel/ast.h"

namespace bulwark::cel {

/// Which macros exist; see Environment for the Kubernetes versions.
struct MacroSet {
  bool standard = true;               ///< has, all, exists, exists_one, map, filter
  bool optionals = true;              ///< optMap, optFlatMap
  bool exists_one_camel_case = true;  ///< existsOne(x, p): Kubernetes has only exists_one(x, p)
  bool sort_by = true;
  bool two_variable = true;  ///< all(k, v, p) ..., transformList, transformMap, transformMapEntry

  static constexpr MacroSet none() { return {false, false, false, false, false}; }
};

/// What a macro's expansion fails with: a reason and the argument that is to blame.
struct MacroError {
  std::string message;
  Position position;
};

/// A call as it stands in the source.
struct MacroUse {
  std::string_view function;
  Expr* target = nullptr;  ///< null: has(x)
  std::span<Expr* const> args;
  Position position;
};

/// The expansion; nullptr when there is no macro of this name, style and number of arguments.
/// Arguments and target become part of the expansion.
std::expected<Expr*, MacroError> expand_macro(const MacroUse& use, const MacroSet& macros,
                                              Ast& ast);

}  // namespace bulwark::cel
