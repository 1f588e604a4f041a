// SPDX-License-Identifier: Apache-2.0
// The checker: resolves names and overloads and gives every node its type.
#pragma once

#include <string_view>

#include "base/result.h"
#include "cel/ast.h"
#include "cel/environment.h"

namespace bulwark::cel {

/// Parses and checks. On failure the first thing that is wrong, with `where` = "line:column".
Result<CheckedAst> check(std::string_view source, const Environment& environment);

/// Checks a tree that was parsed already. The tree is rewritten: dotted names that resolve become
/// one Identifier, calls of namespaced functions lose their target.
Result<CheckedAst> check(Ast ast, const Environment& environment);

}  // namespace bulwark::cel
