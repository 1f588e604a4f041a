// SPDX-License-Identifier: Apache-2.0
// Where an expression is wrong, said with its line and a pointer under the column.
#pragma once

#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "cel/ast.h"

namespace bulwark::cel {

/// What the API server's own parser takes: 100,000 bytes, 250 levels; no more than 100,000 nodes.
inline constexpr Limits kExpressionLimits{.bytes = 100'000, .depth = 250, .entries = 100'000};

/// An Error whose `where` is "line:column" and whose message is followed by the source line and a
/// pointer:
///
///     undeclared reference to 'y'
///      | x && y
///      | .....^
Error source_error(ErrorCode code, std::string message, std::string_view source, Position position);

}  // namespace bulwark::cel
