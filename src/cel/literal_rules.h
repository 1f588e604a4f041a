// SPDX-License-Identifier: Apache-2.0
// What Kubernetes asks of literals since 1.29, once a tree is checked: lists and maps of one type,
// format strings that fit their arguments.
#pragma once

#include <optional>
#include <string>

#include "cel/ast.h"

namespace bulwark::cel {

/// The minor version of Kubernetes that brought them; before, the checker refused lists and maps of
/// several types, whatever they were for.
inline constexpr int kLiteralRulesSince = 29;

struct LiteralProblem {
  Position position;
  std::string message;
};

/// The first literal that breaks a rule, if one does.
std::optional<LiteralProblem> find_literal_problem(const CheckedAst& checked);

}  // namespace bulwark::cel
