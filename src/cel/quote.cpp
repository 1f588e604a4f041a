// SPDX-License-Identifier: Apache-2.0
// Quoting by Go's rules: letters, marks, numbers, punctuation, symbols and the ASCII space are
// shown, everything else is escaped.
#include "cel/quote.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "cel/utf8.h"
#include "formats/utf8.h"

namespace bulwark::cel {
namespace {

bool is_printable(std::string_view code_point) {
  static const re2::RE2 kPrintable(R"([\pL\pM\pN\pP\pS])");
  return re2::RE2::FullMatch(re2::StringPiece(code_point.data(), code_point.size()), kPrintable);
}

void append_ascii(std::string& out, char c) {
  constexpr std::string_view kSpecial = "\a\b\f\n\r\t\v\\\"", kNames = "abfnrtv\\\"";
  if (const std::size_t at = kSpecial.find(c); at != std::string_view::npos) {
    out += '\\';
    out += kNames[at];
  } else if (c < 0x20 || c == 0x7F) {
    out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
  } else {
    out += c;
  }
}

void append_code_point(std::string& out, std::string_view bytes) {
  if (is_printable(bytes)) {
    out += bytes;
    return;
  }
  const auto value = static_cast<std::uint32_t>(first_code_point(bytes).value);
  out += value < 0x10000 ? fmt::format("\\u{:04x}", value) : fmt::format("\\U{:08x}", value);
}

}  // namespace

std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::size_t length = formats::utf8_sequence_length(text);
    if (length == 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (length == 1) {
      append_ascii(out, text[0]);
    } else {
      append_code_point(out, text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out + '"';
}

}  // namespace bulwark::cel
