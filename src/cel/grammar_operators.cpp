// SPDX-License-Identifier: Apache-2.0
// The operators, lowest precedence first: the conditional, chains of || and &&, binary operators by
// precedence climbing, signs.
#include <string_view>
#include <vector>

#include "cel/grammar.h"

namespace bulwark::cel {
namespace {

struct BinaryOperator {
  std::string_view function;
  int precedence;  ///< 0: not a binary operator
};

BinaryOperator binary_operator(TokenKind kind) {
  switch (kind) {
    case TokenKind::less: return {"_<_", 1};
    case TokenKind::less_equal: return {"_<=_", 1};
    case TokenKind::greater: return {"_>_", 1};
    case TokenKind::greater_equal: return {"_>=_", 1};
    case TokenKind::equal: return {"_==_", 1};
    case TokenKind::not_equal: return {"_!=_", 1};
    case TokenKind::kw_in: return {"@in", 1};
    case TokenKind::plus: return {"_+_", 2};
    case TokenKind::minus: return {"_-_", 2};
    case TokenKind::star: return {"_*_", 3};
    case TokenKind::slash: return {"_/_", 3};
    case TokenKind::percent: return {"_%_", 3};
    default: return {{}, 0};
  }
}

}  // namespace

Grammar::Parsed Grammar::expression() {
  if (++depth_ > options_.limits.depth) return tree_.too_deep(token_.position);
  const std::uint32_t begin = offset();
  Expr* condition = TRY(logical(TokenKind::logical_or));
  if (at(TokenKind::question)) {
    Position position = token_.position;
    TRY_VOID(advance());
    Expr* then = TRY(logical(TokenKind::logical_or));
    TRY_VOID(expect(TokenKind::colon, "':' of the conditional '? :'"));
    Expr* otherwise = TRY(expression());
    condition = TRY(
        written(begin, tree_.add(position, Call{"_?_:_", nullptr, {condition, then, otherwise}})));
  }
  --depth_;
  return condition;
}

/// A chain of || (whose operands are chains of &&), or of && (whose operands are relations).
Grammar::Parsed Grammar::logical(TokenKind kind) {
  bool is_or = kind == TokenKind::logical_or;
  std::vector<Expr*> terms;
  std::vector<Position> operators;
  const std::uint32_t begin = offset();
  while (true) {
    terms.push_back(is_or ? TRY(logical(TokenKind::logical_and)) : TRY(binary(1)));
    if (!at(kind)) break;
    operators.push_back(token_.position);
    TRY_VOID(advance());
  }
  if (operators.empty()) return terms.front();
  return written(begin,
                 balanced(is_or ? "_||_" : "_&&_", terms, operators, 0, operators.size() - 1));
}

/// As a balanced tree, so that a thousand operands are ten levels.
Grammar::Parsed Grammar::balanced(std::string_view function, const std::vector<Expr*>& terms,
                                  const std::vector<Position>& operators, std::size_t low,
                                  std::size_t high) {
  std::size_t middle = (low + high + 1) / 2;
  Expr* left = terms[middle];
  if (middle != low) left = TRY(balanced(function, terms, operators, low, middle - 1));
  Expr* right = terms[high + 1];
  if (middle != high) right = TRY(balanced(function, terms, operators, middle + 1, high));
  return tree_.add(operators[middle], Call{function, nullptr, {left, right}});
}

Grammar::Parsed Grammar::binary(int lowest) {
  const std::uint32_t begin = offset();
  Expr* left = TRY(unary());
  while (true) {
    BinaryOperator found = binary_operator(token_.kind);
    if (found.precedence < lowest || found.precedence == 0) return left;
    Position position = token_.position;
    TRY_VOID(advance());
    Expr* right = TRY(binary(found.precedence + 1));
    left = TRY(written(begin, tree_.add(position, Call{found.function, nullptr, {left, right}})));
  }
}

/// An even run of one sign is nothing; a single minus before a number belongs to the number.
Grammar::Parsed Grammar::unary() {
  const std::uint32_t begin = offset();
  if (!at(TokenKind::exclamation) && !at(TokenKind::minus))
    return member(begin, TRY(written(begin, primary())));
  TokenKind kind = token_.kind;
  Position position = token_.position;
  std::size_t count = 0;
  for (; at(kind); ++count) TRY_VOID(advance());
  if (kind == TokenKind::minus && count == 1 && (at(TokenKind::integer) || at(TokenKind::number))) {
    return member(begin, TRY(written(begin, constant(true, position))));
  }
  if (at(TokenKind::exclamation) || at(TokenKind::minus)) {
    return wrong("'!' and '-' do not follow one another; write parentheses between them");
  }
  const std::uint32_t operand_begin = offset();
  Expr* operand = TRY(written(operand_begin, primary()));
  operand = TRY(member(operand_begin, operand));
  if (count % 2 == 0) return operand;
  return written(
      begin, tree_.add(position, Call{kind == TokenKind::minus ? "-_" : "!_", nullptr, {operand}}));
}

}  // namespace bulwark::cel
