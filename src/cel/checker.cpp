// SPDX-License-Identifier: Apache-2.0
// The walk itself, and what it knows about nodes.
#include "cel/checker.h"

#include <utility>

#include "cel/literal_rules.h"
#include "cel/source.h"

namespace bulwark::cel {
namespace {

Type constant_type(const Constant& constant) {
  switch (constant.value.kind()) {
    case formats::Kind::boolean: return Type::boolean();
    case formats::Kind::integer: return Type::integer();
    case formats::Kind::unsigned_integer: return Type::unsigned_integer();
    case formats::Kind::number: return Type::number();
    case formats::Kind::string: return constant.is_bytes ? Type::bytes() : Type::string();
    default: return Type::null();
  }
}

}  // namespace

Checker::Checker(Ast ast, const Environment& environment)
    : environment_(environment),
      checked_{std::move(ast), {}, environment.options().kubernetes_minor} {
  checked_.infos.resize(checked_.ast.size() + 1);
}

Result<CheckedAst> Checker::run() && {
  check(*checked_.ast.root);
  if (error_) return std::unexpected(*std::move(error_));
  for (NodeInfo& info : checked_.infos) info.type = unifier_.resolve_to_dyn(info.type);
  const EnvironmentOptions& options = environment_.options();
  if (options.homogeneous_literals && options.kubernetes_minor >= kLiteralRulesSince) {
    if (const auto problem = find_literal_problem(checked_))
      wrong(problem->position, problem->message);
    if (error_) return std::unexpected(*std::move(error_));
  }
  return std::move(checked_);
}

void Checker::wrong(Position position, std::string message) {
  if (error_) return;
  error_ = source_error(ErrorCode::malformed, std::move(message), checked_.ast.source(), position);
}

void Checker::mismatch(Position position, const Type& expected, const Type& found) {
  wrong(position, "expected type '" + unifier_.resolve_to_dyn(expected).text() + "' but found '" +
                      unifier_.resolve_to_dyn(found).text() + "'");
}

void Checker::check(Expr& expr) {
  std::visit([&](auto& node) { visit(expr, node); }, expr.node);
}

void Checker::visit(Expr& expr, Constant& constant) { set(expr, constant_type(constant)); }

void Checker::expect(const Expr& expr, const Type& type) {
  if (!unifier_.assignable(type, type_of(expr))) mismatch(expr.position, type, type_of(expr));
}

}  // namespace bulwark::cel
