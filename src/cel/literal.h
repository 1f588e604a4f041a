// SPDX-License-Identifier: Apache-2.0
// The values of literal tokens: numbers with their ranges, strings and bytes with their escapes.
#pragma once

#include "cel/ast.h"
#include "cel/lexer.h"

namespace bulwark::cel {

/// The constant that `token` (a number, a string or a bytes literal) stands for; `negative` when a
/// minus sign belongs to the number. The Error has no place: the caller knows it.
Result<Constant> literal(const Token& token, bool negative, Ast& ast);

}  // namespace bulwark::cel
