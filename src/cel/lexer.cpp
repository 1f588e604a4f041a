// SPDX-License-Identifier: Apache-2.0
// The lexer: longest match, no backtracking beyond two bytes.
#include "cel/lexer.h"

#include <algorithm>
#include <array>

#include "cel/source.h"

namespace bulwark::cel {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

TokenKind keyword(std::string_view word) {
  if (word == "true") return TokenKind::kw_true;
  if (word == "false") return TokenKind::kw_false;
  if (word == "null") return TokenKind::kw_null;
  if (word == "in") return TokenKind::kw_in;
  return TokenKind::identifier;
}

}  // namespace

bool is_reserved(std::string_view word) {
  static constexpr std::array<std::string_view, 18> kReserved{
      "as",  "break", "const",   "continue",  "else",   "for", "function", "if",    "import",
      "let", "loop",  "package", "namespace", "return", "var", "void",     "while", "in"};
  return std::ranges::find(kReserved, word) != kReserved.end();
}

std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::end: return "the end of the expression";
    case TokenKind::string: return "a string";
    case TokenKind::bytes: return "a bytes literal";
    case TokenKind::escaped_identifier: return "`" + std::string(token.text) + "`";
    default: return "'" + std::string(token.text) + "'";
  }
}

Error Lexer::error(std::string message, Position position) const {
  return source_error(ErrorCode::malformed, std::move(message), source_, position);
}

void Lexer::advance(std::size_t bytes) {
  for (std::size_t end = at_ + bytes; at_ < end; ++at_) {
    auto c = static_cast<unsigned char>(source_[at_]);
    if (c == '\n') {
      ++position_.line;
      position_.column = 1;
    } else if ((c & 0xC0U) != 0x80) {
      ++position_.column;
    }
  }
  position_.offset = static_cast<std::uint32_t>(at_);
}

void Lexer::skip_space_and_comments() {
  while (at_ < source_.size()) {
    char c = peek();
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      advance(1);
    } else if (c == '/' && peek(1) == '/') {
      std::size_t end = source_.find('\n', at_);
      advance((end == std::string_view::npos ? source_.size() : end) - at_);
    } else {
      return;
    }
  }
}

Token Lexer::take(TokenKind kind, std::size_t bytes) {
  Token token{kind, source_.substr(at_, bytes), position_};
  advance(bytes);
  return token;
}

Token Lexer::word() {
  std::size_t length = 1;
  while (is_letter(peek(length)) || is_digit(peek(length))) ++length;
  return take(keyword(source_.substr(at_, length)), length);
}

Token Lexer::number() {
  std::size_t length = 0;
  if (peek() == '0' && peek(1) == 'x' && is_hex(peek(2))) {
    length = 2;
    while (is_hex(peek(length))) ++length;
  } else {
    while (is_digit(peek(length))) ++length;
    bool floating = peek(length) == '.' && is_digit(peek(length + 1));
    if (floating) {
      ++length;
      while (is_digit(peek(length))) ++length;
    }
    char e = peek(length);
    std::size_t sign = peek(length + 1) == '+' || peek(length + 1) == '-' ? 1 : 0;
    if ((e == 'e' || e == 'E') && is_digit(peek(length + 1 + sign))) {
      floating = true;
      length += 1 + sign;
      while (is_digit(peek(length))) ++length;
    }
    if (floating) return take(TokenKind::number, length);
  }
  if (peek(length) == 'u' || peek(length) == 'U') {
    return take(TokenKind::unsigned_integer, length + 1);
  }
  return take(TokenKind::integer, length);
}

Result<Token> Lexer::escaped_identifier() {
  Position start = position_;
  std::size_t length = 1;
  for (char c = peek(length);
       is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '/' || c == ' ';
       c = peek(length)) {
    ++length;
  }
  if (peek(length) != '`' || length == 1) {
    return std::unexpected(
        error("a name in backticks has only letters, digits, '_', '.', '-', '/' and spaces, and "
              "ends with a backtick",
              start));
  }
  Token token = take(TokenKind::escaped_identifier, length + 1);
  token.text = token.text.substr(1, length - 1);
  return token;
}

Result<Token> Lexer::quoted(std::size_t prefix, TokenKind kind, bool raw) {
  char quote = peek(prefix);
  bool triple = peek(prefix + 1) == quote && peek(prefix + 2) == quote;
  std::size_t quotes = triple ? 3 : 1;
  std::size_t at = prefix + quotes;
  while (true) {
    if (at_ + at >= source_.size() || (!triple && (peek(at) == '\n' || peek(at) == '\r'))) {
      return std::unexpected(error("this string has no closing quote", position_));
    }
    if (peek(at) == '\\' && !raw) {
      at += 2;
    } else if (peek(at) == quote && (!triple || (peek(at + 1) == quote && peek(at + 2) == quote))) {
      return take(kind, at + quotes);
    } else {
      ++at;
    }
  }
}

Result<Token> Lexer::symbol() {
  char c = peek();
  char d = peek(1);
  switch (c) {
    case '=':
      if (d == '=') return take(TokenKind::equal, 2);
      return std::unexpected(error("'=' is not an operator; to compare, write '=='", position_));
    case '!': return d == '=' ? take(TokenKind::not_equal, 2) : take(TokenKind::exclamation, 1);
    case '<': return d == '=' ? take(TokenKind::less_equal, 2) : take(TokenKind::less, 1);
    case '>': return d == '=' ? take(TokenKind::greater_equal, 2) : take(TokenKind::greater, 1);
    case '&':
      if (d == '&') return take(TokenKind::logical_and, 2);
      return std::unexpected(
          error("'&' is not an operator; for a logical and, write '&&'", position_));
    case '|':
      if (d == '|') return take(TokenKind::logical_or, 2);
      return std::unexpected(
          error("'|' is not an operator; for a logical or, write '||'", position_));
    case '[': return take(TokenKind::left_bracket, 1);
    case ']': return take(TokenKind::right_bracket, 1);
    case '{': return take(TokenKind::left_brace, 1);
    case '}': return take(TokenKind::right_brace, 1);
    case '(': return take(TokenKind::left_paren, 1);
    case ')': return take(TokenKind::right_paren, 1);
    case '.': return take(TokenKind::dot, 1);
    case ',': return take(TokenKind::comma, 1);
    case '-': return take(TokenKind::minus, 1);
    case '?': return take(TokenKind::question, 1);
    case ':': return take(TokenKind::colon, 1);
    case '+': return take(TokenKind::plus, 1);
    case '*': return take(TokenKind::star, 1);
    case '/': return take(TokenKind::slash, 1);
    case '%': return take(TokenKind::percent, 1);
    default: break;
  }
  std::size_t length = 1;
  while (at_ + length < source_.size() &&
         (static_cast<unsigned char>(peek(length)) & 0xC0U) == 0x80)
    ++length;
  std::string shown(source_.substr(at_, length));
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) shown = "a control character";
  return std::unexpected(error("unexpected character: " + shown, position_));
}

Result<Token> Lexer::next() {
  skip_space_and_comments();
  if (at_ >= source_.size()) return Token{TokenKind::end, {}, position_};
  char c = peek();
  auto is_quote = [](char q) { return q == '"' || q == '\''; };
  auto lower = [](char l) { return static_cast<char>(l | 0x20); };
  if (is_quote(c)) return quoted(0, TokenKind::string, false);
  if (lower(c) == 'r' && is_quote(peek(1))) return quoted(1, TokenKind::string, true);
  if (lower(c) == 'b' && is_quote(peek(1))) return quoted(1, TokenKind::bytes, false);
  if (lower(c) == 'b' && lower(peek(1)) == 'r' && is_quote(peek(2))) {
    return quoted(2, TokenKind::bytes, true);
  }
  if (is_letter(c)) return word();
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
  if (c == '`') return escaped_identifier();
  return symbol();
}

}  // namespace bulwark::cel
