// SPDX-License-Identifier: Apache-2.0
// What follows a primary: .field .?field .call() [index] [?index] {fields}
#include <string>

#include "cel/grammar.h"

namespace bulwark::cel {
namespace {

/// Only a name, or a dotted one, may stand before the fields of a message.
bool names_message(const Expr& expr) {
  const Expr* at = &expr;
  while (const auto* select = at->as<Select>()) {
    if (select->test_only) return false;
    at = select->operand;
  }
  return at->as<Identifier>() != nullptr;
}

std::string dotted_name(const Expr& expr) {
  const auto* select = expr.as<Select>();
  if (select == nullptr) return std::string(expr.as<Identifier>()->name);
  return dotted_name(*select->operand) + "." + std::string(select->field);
}

}  // namespace

Grammar::Parsed Grammar::member(std::uint32_t begin, Expr* operand) {
  bool plain = ast_.source()[begin] != '(';  // neither in parentheses nor in backticks
  while (true) {
    if (at(TokenKind::dot)) {
      operand = TRY(written(begin, selection(operand)));
      plain = plain && ast_.source()[end_ - 1] != '`';
    } else if (at(TokenKind::left_bracket)) {
      operand = TRY(written(begin, index(operand)));
    } else if (at(TokenKind::left_brace) && plain && names_message(*operand)) {
      operand = TRY(written(begin, message(*operand)));
    } else {
      return operand;
    }
  }
}

Grammar::Parsed Grammar::selection(Expr* operand) {
  Position dot = token_.position;
  TRY_VOID(advance());
  bool optional = at(TokenKind::question);
  if (optional) {
    TRY_VOID(optional_mark());
  }
  Token name = token_;
  if (name.kind != TokenKind::identifier && name.kind != TokenKind::escaped_identifier) {
    bool keyword = name.kind == TokenKind::kw_in || name.kind == TokenKind::kw_true ||
                   name.kind == TokenKind::kw_false || name.kind == TokenKind::kw_null;
    return wrong("expected a field name after '.', found " + describe(name) +
                 (keyword ? "; write it in backticks" : ""));
  }
  TRY_VOID(check_escaping());
  TRY_VOID(advance());
  if (optional) {
    Expr* field = TRY(tree_.add(name.position, Constant{ast_.string(name.text)}));
    return tree_.add(dot, Call{"_?._", nullptr, {operand, field}});
  }
  if (at(TokenKind::left_paren) && name.kind == TokenKind::identifier)
    return call(name.text, operand);
  return tree_.add(dot, Select{operand, name.text, false});
}

Grammar::Parsed Grammar::index(Expr* operand) {
  Position bracket = token_.position;
  TRY_VOID(advance());
  bool optional = at(TokenKind::question);
  if (optional) {
    TRY_VOID(optional_mark());
  }
  Expr* key = TRY(expression());
  TRY_VOID(expect(TokenKind::right_bracket, "']'"));
  return tree_.add(bracket, Call{optional ? "_[?_]" : "_[_]", nullptr, {operand, key}});
}

Grammar::Parsed Grammar::message(const Expr& name) {
  Position brace = token_.position;
  TRY_VOID(advance());
  StructLiteral literal{ast_.text(dotted_name(name)), {}};
  while (!at(TokenKind::right_brace)) {
    if (at(TokenKind::comma)) break;
    StructLiteral::Field field;
    field.optional = at(TokenKind::question);
    if (field.optional) {
      TRY_VOID(optional_mark());
    }
    if (!at(TokenKind::identifier) && !at(TokenKind::escaped_identifier)) {
      return wrong("expected a field name, found " + describe(token_));
    }
    TRY_VOID(check_escaping());
    field.name = token_.text;
    TRY_VOID(advance());
    field.position = token_.position;
    TRY_VOID(expect(TokenKind::colon, "':' after a field name"));
    field.value = TRY(expression());
    literal.fields.push_back(field);
    if (!at(TokenKind::comma)) break;
    TRY_VOID(advance());
  }
  TRY_VOID(close(TokenKind::right_brace, literal.fields.empty(), "'}'"));
  return tree_.add(brace, std::move(literal));
}

}  // namespace bulwark::cel
