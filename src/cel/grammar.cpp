// SPDX-License-Identifier: Apache-2.0
// The ground of the grammar: from the first token to the last, and the tokens one by one.
#include "cel/grammar.h"

#include <string>
#include <utility>

#include "cel/source.h"

namespace bulwark::cel {

Result<Ast> Grammar::run() && {
  TRY_VOID(advance());
  if (at(TokenKind::end)) return wrong("the expression is empty");
  ast_.root = TRY(expression());
  if (!at(TokenKind::end))
    return wrong("unexpected " + describe(token_) + " after a complete expression");
  return std::move(ast_);
}

Grammar::Parsed Grammar::written(std::uint32_t begin, Parsed parsed) const {
  if (parsed && (*parsed)->span.end == 0) (*parsed)->span = {begin, end_};
  return parsed;
}

Result<void> Grammar::advance() {
  end_ = lexer_.offset();
  token_ = TRY(lexer_.next());
  return {};
}

Result<void> Grammar::expect(TokenKind kind, std::string_view what) {
  if (!at(kind)) return wrong("expected " + std::string(what) + ", found " + describe(token_));
  return advance();
}

Result<void> Grammar::close(TokenKind kind, bool empty, std::string_view what) {
  if (empty && at(TokenKind::comma)) {
    TRY_VOID(advance());
  }
  return expect(kind, what);
}

Result<void> Grammar::optional_mark() {
  if (!options_.optional_syntax)
    return wrong("'?' here is optional syntax, which Kubernetes has since 1.28");
  return advance();
}

Result<void> Grammar::check_escaping() const {
  if (at(TokenKind::escaped_identifier) && !options_.escaped_names) {
    return wrong("names in backticks are not understood here");
  }
  return {};
}

std::unexpected<Error> Grammar::wrong(std::string message) const {
  return std::unexpected(
      source_error(ErrorCode::malformed, std::move(message), ast_.source(), token_.position));
}

}  // namespace bulwark::cel
