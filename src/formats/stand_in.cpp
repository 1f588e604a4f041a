// SPDX-License-Identifier: Apache-2.0
// Chooses, for each credential, the plainest text that still looks like one.
#include "formats/stand_in.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "base/check.h"
#include "formats/secret_shape.h"

namespace bulwark::formats {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::size_t kLength = 8;  ///< of what stands for a password
constexpr std::string_view kTelling = "$({<%\\/ ";
constexpr std::string_view kPemDashes = "-----";

struct Patterns {
  std::unique_ptr<RE2> reference;
  std::unique_ptr<RE2> reference_in_any_case;
  std::unique_ptr<RE2> url;
};

std::unique_ptr<RE2> compile(const char* pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_encoding(RE2::Options::EncodingLatin1);  // any bytes
  auto out = std::make_unique<RE2>(pattern, options);
  CHECK(out->ok(), out->error().c_str());
  return out;
}

// Compiled at first use, const from then on; RE2 may be shared by threads.
const Patterns& patterns() {
  static const Patterns kPatterns{
      compile(R"(^(?:[$][({].*|/[A-Za-z0-9._/-]*|[A-Za-z]:/.*|<.*>|\{\{.*|true|false|[Nn]one|)"
              R"([Nn]ull|[0-9]{0,3}[a-z]?|[a-z0-9][a-z0-9.-]*-(?:secrets?|tls|certs?|ca|creds|)"
              R"(credentials|tokens?|keys?|auth|password)|file:.*|env:.*|vault:.*|secretref.*|)"
              R"(ref[+].*|arn:.*|https?://[^@]*)$)"),
      compile(R"((?i)^(?:true|false|none|null|[a-z0-9][a-z0-9.-]*-(secrets?|tls|certs?|ca|creds|)"
              R"(credentials|tokens?|keys?|auth|password)|(file:|env:).*)$)"),
      compile(R"([A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'<>]*:[^\s@/"'<>]+@[A-Za-z0-9]?)")};
  return kPatterns;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alnum(char c) { return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z'); }

void keep_telling(std::string_view secret, std::string& out) {
  for (const char c : kTelling) {
    if (secret.contains(c) && !out.contains(c)) out += c;
  }
}

// Of a password.
std::string blank(std::string_view secret) {
  if (secret.size() <= 3) return std::string(secret.size(), 'x');
  std::string out = "x";
  keep_telling(secret, out);
  out.append(out.size() < kLength ? kLength - out.size() : 1, 'x');
  return out;
}

// 123456 is a password too, but for a pattern it is a number.
std::optional<std::string> number(std::string_view secret) {
  const bool unit = !secret.empty() && is_lower(secret.back());
  const std::string_view digits = secret.substr(0, secret.size() - (unit ? 1 : 0));
  if (digits.size() < 4 || !std::all_of(digits.begin(), digits.end(), is_digit))
    return std::nullopt;
  return std::string("0000").append(secret.substr(digits.size()));
}

// `Shop-Credentials` refers to a credential for a pattern that ignores case, and for no other.
std::optional<std::string> capital_reference(std::string_view secret) {
  std::array<re2::StringPiece, 3> found;
  const RE2& pattern = *patterns().reference_in_any_case;
  const re2::StringPiece whole = piece(secret);
  if (!pattern.Match(whole, 0, secret.size(), RE2::ANCHOR_BOTH, found.data(), 3))
    return std::nullopt;
  const auto text = [](re2::StringPiece group) { return std::string(group.data(), group.size()); };
  if (!found[1].empty()) return "X-" + text(found[1]);
  if (!found[2].empty()) return text(found[2]) + "xxxxxxxx";
  return std::string(secret);
}

// The first line of a private key, and where its last one begins.
std::string private_key(std::string_view token) {
  const std::size_t end = token.find(kPemDashes, kPemDashes.size());
  const std::size_t body = end + kPemDashes.size();
  const std::size_t last_line = token.rfind('\n');
  std::string out(token.substr(0, body));
  if (last_line == std::string_view::npos || last_line < body) return out;
  const std::string_view indent = token.substr(last_line);
  if (indent.find_first_not_of("\n \t") == std::string_view::npos) out += indent;
  return out;
}

// A JWT's parts stay parts, but short ones.
std::string web_token(std::string_view token) {
  constexpr std::string_view kBegin = "eyJ";
  constexpr std::size_t kLongest = 20;
  std::string out;
  while (true) {
    const std::size_t end = std::min(token.find('.'), token.size());
    std::string_view part = token.substr(0, end);
    if (part.starts_with(kBegin)) {
      out += kBegin;
      part.remove_prefix(kBegin.size());
    }
    out.append(std::min(part.size(), kLongest), 'x');
    if (end == token.size()) return out;
    out += '.';
    token.remove_prefix(end + 1);
  }
}

// Keeps as little of the beginning as the issuer's own pattern needs to know the token again.
std::string issued_token(std::string_view token) {
  constexpr std::size_t kLongestPrefix = 20;
  constexpr std::size_t kLeastHidden = 8;
  for (const char filler : {'x', 'X', '0', 'a'}) {
    for (std::size_t kept = 0; kept <= kLongestPrefix && kept + kLeastHidden <= token.size();
         ++kept) {
      std::string out(token);
      std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(kept), out.end(), is_alnum, filler);
      if (is_token(out)) return out;
    }
  }
  return blank(token);
}

std::string shaped(std::string_view secret, SecretShape shape) {
  switch (shape) {
    case SecretShape::base64_key: return "LS0tLS1CRUdJTixxxxxxxx";
    case SecretShape::bootstrap: return "xxxxxx.0000000000000000";
    case SecretShape::part: return has_shape(secret) ? stand_in(secret) : blank(secret);
    case SecretShape::token: break;
  }
  if (secret.starts_with(kPemDashes)) return private_key(secret);
  return secret.starts_with("eyJ") ? web_token(secret) : issued_token(secret);
}

// Of a text that holds a credential by its shape, and is one as a whole: nothing but the shapes is
// left.
std::string evidence(std::string_view secret) {
  std::vector<std::string> pieces;
  const std::string text = replace_shapes(secret, [&](std::string_view found, SecretShape shape) {
    std::string out = shaped(found, shape);
    if (shape != SecretShape::part) pieces.push_back(out);
    return out;
  });
  re2::StringPiece rest = piece(text);
  re2::StringPiece url;
  while (!rest.empty() && patterns().url->Match(rest, 0, rest.size(), RE2::UNANCHORED, &url, 1)) {
    const bool whole = url.data() == text.data() &&
                       text.find_first_of(" \n\t,;") == std::string::npos;
    if (whole) return text.substr(0, text.find('?', url.size()));
    pieces.emplace_back(url.data(), url.size());
    rest.remove_prefix(static_cast<std::size_t>(url.data() - rest.data()) + url.size());
  }
  if (pieces.empty()) return blank(secret);
  std::string out;
  for (const std::string& each : pieces) out.append(out.empty() ? "" : ",").append(each);
  keep_telling(secret, out);
  return out;
}

}  // namespace

bool refers_to_secret(std::string_view value) {
  return value == kMask ||
         patterns().reference->Match(piece(value), 0, value.size(), RE2::ANCHOR_BOTH, nullptr, 0);
}

std::string stand_in_shapes(std::string_view text) { return replace_shapes(text, shaped); }

std::string stand_in(std::string_view secret) {
  if (refers_to_secret(secret)) return stand_in_shapes(secret);
  if (has_shape(secret)) return evidence(secret);
  if (auto digits = number(secret)) return std::move(*digits);
  if (auto reference = capital_reference(secret)) return std::move(*reference);
  return blank(secret);
}

std::string cover_secret(std::string_view secret, Cover cover) {
  return cover == Cover::mask ? std::string(kMask) : stand_in(secret);
}

}  // namespace bulwark::formats
