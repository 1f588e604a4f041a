// SPDX-License-Identifier: Apache-2.0
// Dotted names: what an expression spells, and where a namespace lets it be looked up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cel/ast.h"

namespace bulwark::cel {

/// "a.b.c" when `expr` is a name or selections on one; empty otherwise.
std::string qualified_name(const Expr& expr);

/// The names to try for `name` inside `container`, innermost first; a leading dot means the
/// outermost only.
std::vector<std::string> scoped_names(std::string_view name, std::string_view container);

}  // namespace bulwark::cel
