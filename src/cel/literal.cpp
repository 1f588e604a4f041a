// SPDX-License-Identifier: Apache-2.0
// Literals: every escape and every range of the language definition.
#include "cel/literal.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace bulwark::cel {
namespace {

using formats::Value;

struct Digits {
  std::uint64_t value = 0;
  bool fits = false;
};

Digits digits(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x")) {
    base = 16;
    text.remove_prefix(2);
  }
  Digits out;
  auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out.value, base);
  out.fits = code == std::errc{} && end == text.data() + text.size();
  return out;
}

Result<Constant> integer(std::string_view text, bool negative) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  Digits read = digits(text);
  if (!read.fits || read.value > kMax + (negative ? 1 : 0)) {
    return fail(ErrorCode::malformed, "this int does not fit 64 bits");
  }
  std::uint64_t bits = negative ? ~read.value + 1 : read.value;
  return Constant{Value::integer(static_cast<std::int64_t>(bits))};
}

Result<Constant> number(std::string_view text, bool negative) {
  std::string with_zero = "0" + std::string(text);
  double value = 0;
  auto [end, code] = std::from_chars(with_zero.data(), with_zero.data() + with_zero.size(), value);
  if (code == std::errc::result_out_of_range) {
    // Too small is a zero or a denormal for the API server's parser too; too large is an error.
    value = std::strtod(with_zero.c_str(), nullptr);
    if (std::isinf(value)) return fail(ErrorCode::malformed, "this double is out of range");
  } else if (code != std::errc{} || end != with_zero.data() + with_zero.size()) {
    return fail(ErrorCode::malformed, "this is not a double");
  }
  return Constant{Value::number(negative ? -value : value)};
}

/// `code` is a Unicode scalar value.
void append_utf8(std::string& out, std::uint32_t code) {
  auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

/// The character that a one-letter escape stands for, or 0.
char simple_escape(char c) {
  switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\':
    case '?':
    case '"':
    case '\'':
    case '`': return c;
    default: return '\0';
  }
}

/// Reads the escapes of one body, front to back.
class Unescaper {
 public:
  Unescaper(std::string_view body, bool is_bytes) : body_(body), is_bytes_(is_bytes) {}

  Result<std::string> run() {
    std::string out;
    out.reserve(body_.size());
    while (!body_.empty()) {
      if (body_[0] != '\\') {
        out += body_[0];
        body_.remove_prefix(1);
      } else {
        TRY_VOID(escape(out));
      }
    }
    return out;
  }

 private:
  Result<void> escape(std::string& out) {
    char c = body_.size() > 1 ? body_[1] : '\0';
    if (char simple = simple_escape(c); simple != '\0') {
      out += simple;
      body_.remove_prefix(2);
      return {};
    }
    if (c == 'x' || c == 'X') return code(out, 2, 2, 16);
    if (c == 'u' && !is_bytes_) return code(out, 2, 4, 16);
    if (c == 'U' && !is_bytes_) return code(out, 2, 8, 16);
    if (c >= '0' && c <= '3') return code(out, 1, 3, 8);
    std::string shown = body_.size() > 1 ? std::string(body_.substr(0, 2)) : "\\";
    if (static_cast<unsigned char>(c) >= 0x80 || static_cast<unsigned char>(c) < 0x20) shown = "\\";
    return fail(ErrorCode::malformed,
                "unknown escape '" + shown + "' in a " + (is_bytes_ ? "bytes literal" : "string"));
  }

  Result<void> code(std::string& out, std::size_t skip, std::size_t length, int base) {
    std::string_view text = body_.substr(skip).substr(0, length);
    std::uint32_t value = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.size() != length || code != std::errc{} || end != text.data() + length) {
      return fail(ErrorCode::malformed, "the escape '" + std::string(body_.substr(0, 2)) +
                                            "' needs " + std::to_string(length) +
                                            (base == 8 ? " octal" : " hexadecimal") + " digits");
    }
    if (is_bytes_) {
      out += static_cast<char>(value);
    } else if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
      return fail(ErrorCode::malformed, "invalid unicode code point in an escape");
    } else {
      append_utf8(out, value);
    }
    body_.remove_prefix(skip + length);
    return {};
  }

  std::string_view body_;
  bool is_bytes_;
};

/// Line ends become \n, as the language definition says.
std::string normal_line_ends(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '\r') {
      out += '\n';
      if (i + 1 < body.size() && body[i + 1] == '\n') ++i;
    } else {
      out += body[i];
    }
  }
  return out;
}

Result<Constant> quoted(std::string_view text, bool is_bytes, Ast& ast) {
  if (is_bytes) text.remove_prefix(1);
  bool raw = text[0] == 'r' || text[0] == 'R';
  if (raw) text.remove_prefix(1);
  bool triple = text.size() >= 6 && text[1] == text[0] && text[2] == text[0];
  std::size_t quotes = triple ? 3 : 1;
  std::string body = normal_line_ends(text.substr(quotes, text.size() - 2 * quotes));
  if (!raw) body = TRY(Unescaper(body, is_bytes).run());
  return Constant{ast.string(body), is_bytes};
}

}  // namespace

Result<Constant> literal(const Token& token, bool negative, Ast& ast) {
  switch (token.kind) {
    case TokenKind::integer: return integer(token.text, negative);
    case TokenKind::unsigned_integer: {
      Digits read = digits(token.text.substr(0, token.text.size() - 1));
      if (!read.fits) return fail(ErrorCode::malformed, "this uint does not fit 64 bits");
      return Constant{Value::unsigned_integer(read.value)};
    }
    case TokenKind::number: return number(token.text, negative);
    case TokenKind::string: return quoted(token.text, false, ast);
    case TokenKind::bytes: return quoted(token.text, true, ast);
    case TokenKind::kw_true: return Constant{Value::boolean(true)};
    case TokenKind::kw_false: return Constant{Value::boolean(false)};
    default: return Constant{};
  }
}

}  // namespace bulwark::cel
