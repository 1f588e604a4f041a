// SPDX-License-Identifier: Apache-2.0
// Cuts an expression into tokens, by the lexical grammar of the CEL language definition.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "cel/ast.h"

namespace bulwark::cel {

enum class TokenKind : std::uint8_t {
  end,
  identifier,  ///< reserved words included; `true`, `false`, `null` and `in` have kinds of their
               ///< own
  escaped_identifier,  ///< text without the backticks
  integer,
  unsigned_integer,
  number,
  string,  ///< text with prefix and quotes
  bytes,
  kw_true,
  kw_false,
  kw_null,
  kw_in,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or,
  left_bracket,
  right_bracket,
  left_brace,
  right_brace,
  left_paren,
  right_paren,
  dot,
  comma,
  minus,
  exclamation,
  question,
  colon,
  plus,
  star,
  slash,
  percent,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;  ///< in the source
  Position position;
};

/// "'+'", "identifier 'x'", "end of the expression": for messages.
std::string describe(const Token& token);

/// Words that are not identifiers, but may name a field after a dot.
bool is_reserved(std::string_view word);

/// Hands out one token after another. `source` must be valid UTF-8 and outlive the lexer and its
/// tokens.
class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  Result<Token> next();
  /// The end of the token that next() gave last, in bytes.
  std::uint32_t offset() const { return position_.offset; }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  void skip_space_and_comments();
  /// Moves `at_` on by `bytes`, counting lines and columns.
  void advance(std::size_t bytes);
  Token take(TokenKind kind, std::size_t bytes);
  Token word();
  Token number();
  Token punctuation(TokenKind kind, std::size_t bytes) { return take(kind, bytes); }
  Result<Token> escaped_identifier();
  Result<Token> quoted(std::size_t prefix, TokenKind kind, bool raw);
  Result<Token> symbol();
  Error error(std::string message, Position position) const;

  std::string_view source_;
  std::size_t at_ = 0;
  Position position_;
};

}  // namespace bulwark::cel
