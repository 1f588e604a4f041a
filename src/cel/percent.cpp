// SPDX-License-Identifier: Apache-2.0
// Percent-encoding (RFC 3986), with what Go leaves as it is in each part.
#include "cel/percent.h"

#include <algorithm>

#include "cel/quote.h"

namespace bulwark::cel {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::unexpected<Error> bad_escape(std::string_view text) {
  return fail(ErrorCode::malformed, "invalid URL escape " + quoted_text(text.substr(0, 3)));
}

bool is_host(UrlPart part) { return part == UrlPart::host || part == UrlPart::zone; }

char decoded(std::string_view escape) {
  return static_cast<char>(hex(escape[1]) << 4 | hex(escape[2]));
}

/// In a host only bytes beyond ASCII may be escaped, and the percent sign before a zone; in a zone
/// also what a host may hold, and the space.
bool may_be_escaped(std::string_view escape, UrlPart part) {
  if (!is_host(part) || escape == "%25") return true;
  if (part == UrlPart::host) return hex(escape[1]) >= 8;
  return decoded(escape) == ' ' || !is_escaped_in(UrlPart::host, decoded(escape));
}

Result<void> check(std::string_view text, UrlPart part) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0 ||
          !may_be_escaped(text.substr(i, 3), part)) {
        return bad_escape(text.substr(i));
      }
      i += 2;
    } else if (c != '+' && is_host(part) && static_cast<unsigned char>(c) < 0x80 &&
               is_escaped_in(part, c)) {
      return fail(ErrorCode::malformed,
                  "invalid character " + quoted_text(text.substr(i, 1)) + " in host name");
    }
  }
  return {};
}

}  // namespace

bool is_escaped_in(UrlPart part, char c) {
  const auto among = [c](std::string_view set) { return set.find(c) != std::string_view::npos; };
  if (is_letter_or_digit(c) || among("-_.~")) return false;
  switch (part) {
    case UrlPart::path: return !among("$&+,/:;=@");
    case UrlPart::user: return !among("$&+,;=");
    case UrlPart::host:
    case UrlPart::zone: return !among("!$&'()*+,;=:[]<>\"");
    case UrlPart::query: return true;
    case UrlPart::fragment: return !among("$&+,/:;=?@!()*");
  }
  return true;
}

std::string percent_encode(std::string_view text, UrlPart part) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (!is_escaped_in(part, c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

Result<std::string> percent_decode(std::string_view text, UrlPart part) {
  TRY_VOID(check(text, part));
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      out += decoded(text.substr(i, 3));
      i += 2;
    } else {
      out += text[i] == '+' && part == UrlPart::query ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace bulwark::cel
