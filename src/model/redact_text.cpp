// SPDX-License-Identifier: Apache-2.0
// One quick look decides whether a text may hold a credential: nearly always it does not.
#include "model/redact_text.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <utility>

#include "base/check.h"
#include "formats/byte_pattern.h"
#include "formats/masking.h"
#include "formats/resource_level.h"
#include "formats/secret_key.h"
#include "formats/secret_shape.h"
#include "formats/stand_in.h"
#include "formats/stand_in_shape.h"

namespace bulwark::model {
namespace {

using formats::kMask;

using formats::byte_pattern;
using formats::may_be_secret;
using formats::names_secret;
using formats::stand_in;

struct Patterns {
  std::unique_ptr<const RE2> words;      ///< without one of these no name in a text names a secret
  std::unique_ptr<const RE2> reference;  ///< of a Secret's value: as the control secret-in-manifest
  std::unique_ptr<const RE2> encrypted;
};

// Compiled at first use, const from then on; RE2 may be shared by threads.
const Patterns& patterns() {
  static const Patterns kPatterns{
      byte_pattern("(?i)pass|pw|secret|token|credential|key|auth|psk|connection|webhook|"
                   "identified|-----BEGIN"),
      byte_pattern(R"(^(?:[$][({].*|<.*>|\{\{.*|ref[+].*|vault:.*)$)"),
      byte_pattern(R"(^(?:AGE[-_]|ENC).*$)")};
  return kPatterns;
}

bool matches(const RE2& pattern, std::string_view text) {
  return pattern.Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
  }));
}

// Controls do not look into texts above some size: what was above it stays above it.
std::string as_large(std::string out, std::string_view before) {
  constexpr std::size_t kLarge = 4096;
  constexpr std::size_t kLargest = 20'000;
  const std::size_t wanted = std::min(characters(before), kLargest);
  if (wanted < kLarge) return out;
  const std::size_t there = characters(out);
  if (there < wanted) out.append("|").append(wanted - there - 1, 'x');
  return out;
}

// Covers `text` again and again until nothing changes any more: what one replacement leaves may
// look like another credential. Nearly always the second time is the last.
template <class Cover>
std::optional<std::string> covered(std::string_view text, const Cover& cover) {
  constexpr int kMostRounds = 8;
  std::string out(text);
  for (int round = 0; round < kMostRounds; ++round) {
    std::string next = as_large(cover(out), text);
    if (next == out) return out == text ? std::nullopt : std::optional(std::move(out));
    out = std::move(next);
  }
  return as_large(formats::blank(text), text);
}

// A line of base64 that is no certificate, in a text of one line.
bool is_key_body(std::string_view text) {
  constexpr std::string_view kCertificate = "LS0tLS1CRUdJTiBDRVJU";
  return text.size() >= 40 && !text.contains('\n') && !text.starts_with(kCertificate) &&
         formats::looks_like_key_body(text);
}

// ${DB_PASSWORD:-hunter22} refers to a credential, and holds one.
std::optional<std::string> default_without(std::string_view value) {
  if (!value.starts_with("${") || !value.ends_with('}')) return std::nullopt;
  const std::size_t mark = value.find(":-");
  if (mark == std::string_view::npos || mark + 3 >= value.size()) return std::nullopt;
  const std::string_view text = value.substr(mark + 2, value.size() - mark - 3);
  return std::string(value.substr(0, mark + 2)).append(stand_in(text)).append("}");
}

bool may_hold_secret(std::string_view text) {
  const bool certificate = text.starts_with("LS0tLS1CRUdJTiBDRVJU");
  return !certificate &&
         (formats::may_have_shape(text) || matches(*patterns().words, text) || is_key_body(text));
}

std::string secret_once(std::string_view value) {
  if (auto inner = default_without(value)) return std::move(*inner);
  if (may_be_secret("secret", value)) return stand_in(value);
  return may_hold_secret(value) ? formats::stand_in_secrets(value) : std::string(value);
}

// What stands in `word` from `at` on is a credential; a word that holds none comes back.
std::string behind(std::string_view word, std::size_t at) {
  const std::string_view value = word.substr(at);
  return std::string(word.substr(0, at)).append(secret_without(value).value_or(std::string(value)));
}

bool is_flag_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

}  // namespace

bool is_last_applied(std::string_view key) { return key == formats::kLastApplied; }

std::optional<std::string> text_without(std::string_view text) {
  if (!may_hold_secret(text)) return std::nullopt;
  return covered(text, [](std::string_view rest) { return formats::stand_in_secrets(rest); });
}

std::optional<std::string> secret_without(std::string_view value) {
  return covered(value, [](std::string_view rest) { return secret_once(rest); });
}

std::string hidden_unless_reference(std::string_view value) {
  if (matches(*patterns().encrypted, value))
    return std::string(value.substr(0, value[0] == 'A' ? 4 : 3)).append(kMask);
  if (!matches(*patterns().reference, value)) return std::string(kMask);
  return default_without(value).value_or(formats::stand_in_shapes(value));
}

std::optional<std::string> CommandLine::next(std::string_view word) {
  const Awaits awaited = std::exchange(awaits_, Awaits::nothing);
  const bool flag = word.starts_with('-') && !word.starts_with("-----");
  if (awaited == Awaits::secret && !flag) return behind(word, 0);
  const std::size_t colon = word.find(':');
  const bool pair = colon != std::string_view::npos && !word.contains("://") &&
                    word.find_first_of(" \t\n") == std::string_view::npos;
  if (awaited == Awaits::user_and_password && !flag && pair) return behind(word, colon + 1);
  const std::size_t equals = word.find('=');
  const std::string_view key = word.substr(0, equals);
  if (key.empty() || !std::all_of(key.begin(), key.end(), is_flag_char)) return std::nullopt;
  if (equals == std::string_view::npos) {
    if (word == "-u" || word == "--user") awaits_ = Awaits::user_and_password;
    if (flag && names_secret(word)) awaits_ = Awaits::secret;
    return std::nullopt;
  }
  if (!names_secret(key) || !may_be_secret(key, word.substr(equals + 1))) return std::nullopt;
  return behind(word, equals + 1);
}

}  // namespace bulwark::model
