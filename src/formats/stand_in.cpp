// SPDX-License-Identifier: Apache-2.0
// Chooses, for each credential, the plainest text that still looks like one.
#include "formats/stand_in.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "base/check.h"
#include "formats/byte_pattern.h"
#include "formats/secret_shape.h"
#include "formats/stand_in_shape.h"

namespace bulwark::formats {
namespace {

constexpr std::string_view kPemBegin = "-----BEGIN";

struct Patterns {
  std::unique_ptr<const RE2> reference;
  std::unique_ptr<const RE2> reference_in_any_case;
};

// Compiled at first use, const from then on; RE2 may be shared by threads.
const Patterns& patterns() {
  static const Patterns kPatterns{
      byte_pattern(
          R"(^(?:[$][({].*|/[A-Za-z0-9._/-]*|[A-Za-z]:/.*|<.*>|\{\{.*|true|false|[Nn]one|)"
          R"([Nn]ull|[0-9]{0,3}[a-z]?|[a-z0-9][a-z0-9.-]*-(?:secrets?|tls|certs?|ca|creds|)"
          R"(credentials|tokens?|keys?|auth|password)|file:.*|env:.*|vault:.*|secretref.*|)"
          R"(ref[+].*|arn:.*|https?://[^@]*)$)"),
      byte_pattern(
          R"((?i)^(?:true|false|none|null|[a-z0-9][a-z0-9.-]*-(secrets?|tls|certs?|ca|creds|)"
          R"(credentials|tokens?|keys?|auth|password)|(file:|env:).*)$)")};
  return kPatterns;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// 123456 is a password too, but for a pattern it is a number.
std::optional<std::string> number(std::string_view secret) {
  const bool unit = !secret.empty() && secret.back() >= 'a' && secret.back() <= 'z';
  const std::string_view digits = secret.substr(0, secret.size() - (unit ? 1 : 0));
  if (digits.size() < 4 || !std::all_of(digits.begin(), digits.end(), is_digit))
    return std::nullopt;
  return std::string("0000").append(secret.substr(digits.size()));
}

// `Shop-Credentials` refers to a credential for a pattern that ignores case, and for no other.
std::optional<std::string> capital_reference(std::string_view secret) {
  std::array<re2::StringPiece, 3> found;
  const RE2& pattern = *patterns().reference_in_any_case;
  if (!pattern.Match(piece(secret), 0, secret.size(), RE2::ANCHOR_BOTH, found.data(), 3))
    return std::nullopt;
  const auto text = [](re2::StringPiece group) { return std::string(group.data(), group.size()); };
  if (!found[1].empty()) return "X-" + text(found[1]);
  if (!found[2].empty()) return text(found[2]) + "xxxxxxxx";
  return std::string(secret);
}

// ...=db-credentials: for a pattern that looks at the end it refers to one.
std::optional<std::string> ends_in_reference(std::string_view secret) {
  const std::size_t equals = secret.rfind('=');
  if (equals == std::string_view::npos || equals + 1 == secret.size()) return std::nullopt;
  const std::string_view rest = secret.substr(equals + 1);
  if (!refers_to_secret(rest) && !capital_reference(rest) && !number(rest)) return std::nullopt;
  return stand_in(secret.substr(0, equals)) + "=" + stand_in(rest);
}

}  // namespace

bool refers_to_secret(std::string_view value) {
  return value == kMask ||
         patterns().reference->Match(piece(value), 0, value.size(), RE2::ANCHOR_BOTH, nullptr, 0);
}

std::string stand_in(std::string_view secret) {
  if (refers_to_secret(secret)) return stand_in_shapes(secret);
  if (secret == kPemBegin) return std::string(secret);  // `key=` and what is left of a private key
  if (auto parts = ends_in_reference(secret)) return std::move(*parts);
  if (auto shapes = only_shapes(secret)) return std::move(*shapes);
  if (auto digits = number(secret)) return std::move(*digits);
  if (auto reference = capital_reference(secret)) return std::move(*reference);
  return blank(secret);
}

std::string cover_secret(std::string_view secret, Cover cover) {
  return cover == Cover::mask ? std::string(kMask) : stand_in(secret);
}

}  // namespace bulwark::formats
