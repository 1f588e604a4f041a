// SPDX-License-Identifier: Apache-2.0
// compile(): from an expression's text to a Program.
#pragma once

#include <string_view>

#include "base/result.h"
#include "cel/ast.h"
#include "cel/environment.h"
#include "cel/program.h"

namespace bulwark::cel {

/// Parses, checks and plans. Constant parts are computed now, so that a bad constant (a timestamp
/// that is none, a regular expression that does not compile) is an error here and not of every
/// evaluation.
Result<Program> compile(std::string_view source, const Environment& environment);

/// Plans a tree that was checked before.
Result<Program> compile(const CheckedAst& checked);

}  // namespace bulwark::cel
