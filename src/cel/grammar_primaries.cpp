// SPDX-License-Identifier: Apache-2.0
// What stands on its own: names, calls, literals, lists, maps, parentheses.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cel/grammar.h"
#include "cel/literal.h"
#include "cel/macros.h"
#include "cel/source.h"

namespace bulwark::cel {

Grammar::Parsed Grammar::primary() {
  switch (token_.kind) {
    case TokenKind::dot: {
      TRY_VOID(advance());
      if (!at(TokenKind::identifier))
        return wrong("expected a name after '.', found " + describe(token_));
      return name(true);
    }
    case TokenKind::identifier: return name(false);
    case TokenKind::left_paren: return parenthesis();
    case TokenKind::left_bracket: return list();
    case TokenKind::left_brace: return map();
    case TokenKind::integer:
    case TokenKind::unsigned_integer:
    case TokenKind::number:
    case TokenKind::string:
    case TokenKind::bytes:
    case TokenKind::kw_true:
    case TokenKind::kw_false:
    case TokenKind::kw_null: return constant(false, token_.position);
    case TokenKind::escaped_identifier:
      return wrong("a name in backticks may only follow a dot or name a message's field");
    default: return wrong("expected a value, found " + describe(token_));
  }
}

Grammar::Parsed Grammar::parenthesis() {
  TRY_VOID(advance());
  Expr* inner = TRY(expression());
  TRY_VOID(expect(TokenKind::right_paren, "')'"));
  return inner;
}

Grammar::Parsed Grammar::name(bool leading_dot) {
  Token token = token_;
  if (is_reserved(token.text)) {
    return wrong("reserved identifier: " + std::string(token.text) + " (it may only follow a dot)");
  }
  TRY_VOID(advance());
  std::string_view text = token.text;
  if (leading_dot) text = ast_.text("." + std::string(text));
  if (at(TokenKind::left_paren)) return call(text, nullptr);
  return tree_.add(token.position, Identifier{text});
}

Grammar::Parsed Grammar::constant(bool negative, Position position) {
  Result<Constant> value = literal(token_, negative, ast_);
  if (!value)
    return std::unexpected(
        source_error(value.error().code, value.error().message, ast_.source(), position));
  TRY_VOID(advance());
  return tree_.add(position, *value);
}

Grammar::Parsed Grammar::call(std::string_view function, Expr* target) {
  Position paren = token_.position;
  TRY_VOID(advance());
  std::vector<Expr*> args;
  while (!at(TokenKind::right_paren)) {
    args.push_back(TRY(expression()));
    if (!at(TokenKind::comma)) break;
    TRY_VOID(advance());
    if (at(TokenKind::right_paren)) return wrong("expected another argument after ',', found ')'");
  }
  TRY_VOID(expect(TokenKind::right_paren, "',' or ')' in the arguments"));
  MacroUse use{function, target, args, paren};
  std::expected<Expr*, MacroError> expanded = expand_macro(use, options_.macros, ast_);
  if (!expanded) {
    return std::unexpected(source_error(ErrorCode::malformed, std::move(expanded.error().message),
                                        ast_.source(), expanded.error().position));
  }
  Call call{function, target, std::move(args)};
  if (*expanded == nullptr) return tree_.add(paren, std::move(call));
  ast_.macro_calls.push_back({(*expanded)->id, function, paren});
  return tree_.add_expansion(*expanded, call);
}

Grammar::Parsed Grammar::list() {
  Position bracket = token_.position;
  TRY_VOID(advance());
  ListLiteral literal;
  while (!at(TokenKind::right_bracket) && !at(TokenKind::comma)) {
    if (at(TokenKind::question)) {
      TRY_VOID(optional_mark());
      literal.optional_indices.push_back(static_cast<std::uint32_t>(literal.elements.size()));
    }
    literal.elements.push_back(TRY(expression()));
    if (!at(TokenKind::comma)) break;
    TRY_VOID(advance());
  }
  TRY_VOID(close(TokenKind::right_bracket, literal.elements.empty(), "',' or ']' in the list"));
  return tree_.add(bracket, std::move(literal));
}

Grammar::Parsed Grammar::map() {
  Position brace = token_.position;
  TRY_VOID(advance());
  MapLiteral literal;
  while (!at(TokenKind::right_brace) && !at(TokenKind::comma)) {
    MapLiteral::Entry entry;
    entry.optional = at(TokenKind::question);
    if (entry.optional) {
      TRY_VOID(optional_mark());
    }
    entry.key = TRY(expression());
    entry.position = token_.position;
    TRY_VOID(expect(TokenKind::colon, "':' after a key of the map"));
    entry.value = TRY(expression());
    literal.entries.push_back(entry);
    if (!at(TokenKind::comma)) break;
    TRY_VOID(advance());
  }
  TRY_VOID(close(TokenKind::right_brace, literal.entries.empty(), "',' or '}' in the map"));
  return tree_.add(brace, std::move(literal));
}

}  // namespace bulwark::cel
