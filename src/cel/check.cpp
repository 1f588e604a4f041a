// SPDX-License-Identifier: Apache-2.0
// The door to the checker, for trees and for texts.
#include "cel/check.h"

#include <utility>

#include "cel/checker.h"
#include "cel/parser.h"

namespace bulwark::cel {

Result<CheckedAst> check(Ast ast, const Environment& environment) {
  return Checker(std::move(ast), environment).run();
}

Result<CheckedAst> check(std::string_view source, const Environment& environment) {
  Ast ast = TRY(parse(source, environment.parse_options()));
  return check(std::move(ast), environment);
}

}  // namespace bulwark::cel
