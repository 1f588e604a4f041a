// SPDX-License-Identifier: Apache-2.0
// A syntax tree written as an expression again.
#pragma once

#include <string>

#include "cel/ast.h"

namespace bulwark::cel {

/// An expression that parses to the same tree, with all parentheses. Comprehensions have no source
/// of their own: the tree must have been parsed without macros (MacroSet).
std::string source_text(const Expr& expr);

}  // namespace bulwark::cel
