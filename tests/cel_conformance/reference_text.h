// SPDX-License-Identifier: Apache-2.0
// Writes trees as the conformance tests do, all white space left out.
#pragma once

#include <string>

#include "cel/ast.h"

namespace bulwark::cel {

/// Every node with its kind: `a^#*expr.Expr_IdentExpr#`.
std::string parsed_text(const Ast& ast);

/// Every node with its type and what it was resolved to: `_+_(1~int,2~int)~int^add_int64`.
/// Overloads that compare numbers of different types are left out: the reference ran without them.
std::string checked_text(const CheckedAst& checked);

/// The reference's text without its white space and with its numeric escapes read, as the two above
/// give it.
std::string normal_text(std::string_view text);

}  // namespace bulwark::cel
