// SPDX-License-Identifier: Apache-2.0
// The parts of a package URL are cut off from its end, since what stands in front may hold the same
// marks.
#include "formats/purl.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "formats/utf8.h"

namespace bulwark::formats {
namespace {

constexpr std::size_t kLongest = std::size_t{64} << 10;
constexpr std::size_t kMostQualifiers = 256;

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::unexpected<Error> wrong(std::string_view what, std::string_view text) {
  constexpr std::size_t kShown = 60;
  return fail(ErrorCode::malformed,
              fmt::format("package URL: {} '{}'", what, text.substr(0, kShown)));
}

int hex(char c) {
  if (is_digit(c)) return c - '0';
  return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

Result<std::string> decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const int high = at + 2 < text.size() ? hex(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? hex(text[at + 2]) : -1;
    if (high < 0 || low < 0) return wrong("no character is written as", text.substr(at, 3));
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return out;
}

void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || std::string_view(".-_~:").contains(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
}

// What follows the last `mark` is cut off `rest`.
std::string_view cut_behind(std::string_view& rest, char mark) {
  const std::size_t at = rest.rfind(mark);
  if (at == std::string_view::npos) return {};
  const std::string_view tail = rest.substr(at + 1);
  rest = rest.substr(0, at);
  return tail;
}

// A scope's "@" begins a segment, and others follow; that of a version does not.
std::string_view cut_version(std::string_view& rest) {
  const std::size_t at = rest.rfind('@');
  if (at == std::string_view::npos || at == 0) return {};
  if (rest[at - 1] == '/' && rest.find('/', at) != std::string_view::npos) return {};
  return cut_behind(rest, '@');
}

template <typename Use>
void each_segment(std::string_view path, Use use) {
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    if (!segment.empty()) use(segment);
  }
}

// Decoded, without empty segments; of a subpath also without "." and "..".
Result<std::string> decoded_path(std::string_view path,
                                 std::string_view (*keep)(std::string_view)) {
  const std::string whole = TRY(decoded(path));
  std::string out;
  each_segment(whole, [&](std::string_view segment) {
    segment = keep(segment);
    if (segment.empty()) return;
    if (!out.empty()) out += '/';
    out += segment;
  });
  return out;
}

std::string_view any(std::string_view segment) { return segment; }
std::string_view no_dots(std::string_view segment) {
  return segment == "." || segment == ".." ? std::string_view() : segment;
}

bool is_key(std::string_view key) {
  return !key.empty() && is_letter(key.front()) && std::ranges::all_of(key, [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
  });
}

Result<void> read_qualifiers(std::string_view text, Purl& out) {
  std::size_t left = kMostQualifiers;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) continue;
    if (left-- == 0) return fail(ErrorCode::limit, "package URL: too many qualifiers");
    const std::size_t equals = pair.find('=');
    const std::string key = lowered(pair.substr(0, equals));
    if (equals == std::string_view::npos || !is_key(key)) return wrong("no qualifier is", pair);
    const std::string value = TRY(decoded(pair.substr(equals + 1)));
    if (!out.qualifier(key).empty()) return wrong("a qualifier stands there twice:", key);
    out.set_qualifier(key, value);
  }
  return {};
}

bool is_type(std::string_view type) {
  return !type.empty() && is_letter(type.front()) && std::ranges::all_of(type, [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '+';
  });
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = utf8_sequence_length(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

bool is_text(const Purl& purl) {
  return is_utf8(purl.name_space) && is_utf8(purl.name) && is_utf8(purl.version) &&
         is_utf8(purl.subpath) &&
         std::ranges::all_of(purl.qualifiers, [](const auto& q) { return is_utf8(q.second); });
}

// type/namespace/name, without "/" in front.
Result<void> read_path(std::string_view path, Purl& out) {
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.find('/');
  out.type = lowered(path.substr(0, slash));
  if (!is_type(out.type)) return wrong("no type is", out.type);
  if (slash == std::string_view::npos) return wrong("there is no name in", path);
  std::string_view rest = path.substr(slash + 1);
  const std::size_t last = rest.rfind('/');
  out.name = TRY(decoded(last == std::string_view::npos ? rest : rest.substr(last + 1)));
  if (last != std::string_view::npos) out.name_space = TRY(decoded_path(rest.substr(0, last), any));
  if (out.name.empty()) return wrong("there is no name in", path);
  return {};
}

}  // namespace

std::string_view Purl::qualifier(std::string_view key) const {
  const auto found = std::ranges::find(qualifiers, key, [](const auto& q) { return q.first; });
  return found == qualifiers.end() ? std::string_view() : found->second;
}

void Purl::set_qualifier(std::string_view key, std::string_view value) {
  const auto at = std::ranges::lower_bound(qualifiers, key, {},
                                           [](const auto& q) { return std::string_view(q.first); });
  const bool there = at != qualifiers.end() && at->first == key;
  if (value.empty()) {
    if (there) qualifiers.erase(at);
  } else if (there) {
    at->second = value;
  } else {
    qualifiers.emplace(at, key, value);
  }
}

Result<Purl> parse_purl(std::string_view text) {
  if (text.size() > kLongest)
    return fail(ErrorCode::limit, fmt::format("package URL: it has {} bytes", text.size()));
  Purl out;
  std::string_view rest = text;
  out.subpath = TRY(decoded_path(cut_behind(rest, '#'), no_dots));
  TRY_VOID(read_qualifiers(cut_behind(rest, '?'), out));
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos || lowered(rest.substr(0, colon)) != "pkg")
    return wrong("it does not begin with pkg:", text);
  rest.remove_prefix(colon + 1);
  while (rest.starts_with('/')) rest.remove_prefix(1);
  out.version = TRY(decoded(cut_version(rest)));
  TRY_VOID(read_path(rest, out));
  if (!is_text(out)) return wrong("it is no UTF-8", text.substr(0, text.find('%')));
  return normalized(std::move(out));
}

std::string purl_text(const Purl& purl) {
  std::string out = "pkg:" + purl.type;
  each_segment(purl.name_space, [&](std::string_view segment) {
    out += '/';
    append_encoded(out, segment);
  });
  out += '/';
  append_encoded(out, purl.name);
  if (!purl.version.empty()) {
    out += '@';
    append_encoded(out, purl.version);
  }
  for (char mark = '?'; const auto& [key, value] : purl.qualifiers) {
    out += std::exchange(mark, '&');
    out += key + '=';
    append_encoded(out, value);
  }
  char mark = '#';
  each_segment(purl.subpath, [&](std::string_view segment) {
    out += std::exchange(mark, '/');
    append_encoded(out, segment);
  });
  return out;
}

Purl normalized(Purl purl) {
  constexpr std::array<std::string_view, 6> kSmall = {"golang", "composer", "deb",
                                                      "apk",    "npm",      "pypi"};
  const bool small = std::ranges::find(kSmall, purl.type) != kSmall.end();
  if (small || purl.type == "rpm") purl.name_space = lowered(purl.name_space);
  if (small) purl.name = lowered(purl.name);
  if (purl.type == "pypi") std::ranges::replace(purl.name, '_', '-');
  return purl;
}

}  // namespace bulwark::formats
