// SPDX-License-Identifier: Apache-2.0
// Versions of Go modules: Semantic Versioning, with two ways to name a commit. A pseudo-version
// with a base (v1.2.4-0.DATE-HASH: after v1.2.3) has a place among the releases. One without
// (v0.0.0-DATE-HASH) has none: the commit may be newer than any release. And versions of Go itself,
// with which the standard library comes: go1.21.3, 1.22rc1.
#include <array>

#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"
#include "formats/versions/semver.h"

namespace bulwark::formats::versions {
namespace {

constexpr std::size_t kDateSize = 14, kHashSize = 12;

// The 20220101000000 of 20220101000000-0123456789ab: the whole pre-release of a pseudo-version that
// has no base. Empty where `version` is none.
std::string_view date_without_base(const Semver& version) {
  const std::string_view text = version.pre_release;
  if (text.size() != kDateSize + 1 + kHashSize || text[kDateSize] != '-') return {};
  for (const std::string_view number : {version.numbers[1], version.numbers[2]})
    if (!without_zeros(number).empty()) return {};
  const std::string_view date = text.substr(0, kDateSize);
  return all_digits(date) ? date : std::string_view();
}

bool is_major_of_own_path(std::string_view major) { return compare_numbers(major, "1") > 0; }

// `floating` has no base, `other` has one or is a release. From v2 on a module's major version is
// part of its path, so that it tells something; v0 and v1 share one path.
Order compare_floating(const Semver& floating, const Semver& other) {
  const std::string_view a = floating.numbers[0], b = other.numbers[0];
  if (!is_major_of_own_path(a) && !is_major_of_own_path(b)) return std::nullopt;
  const auto order = compare_numbers(a, b);
  if (order == 0 || !is_major_of_own_path(a)) return std::nullopt;
  return order;
}

Order compare_modules(const Semver& a, const Semver& b) {
  const std::string_view a_date = date_without_base(a), b_date = date_without_base(b);
  const bool same_day = compare_numbers(a.numbers[0], b.numbers[0]) == 0 && a_date == b_date;
  // Two commits of one second: nobody knows which came first.
  if (!a_date.empty() && same_day && a.pre_release != b.pre_release) return std::nullopt;
  if (a_date.empty() == b_date.empty()) return compare(a, b, Letters::as_they_are);
  if (!a_date.empty()) return compare_floating(a, b);
  const Order order = compare_floating(b, a);
  if (!order) return order;
  return 0 <=> *order;
}

// go1.21rc2, go1.21.3, go1.21.3-custom, "go1.21.3 X:experiment".
std::optional<Semver> read_toolchain(std::string_view text) {
  Semver out;
  do {
    if (out.told == 3) return std::nullopt;
    out.numbers[out.told] = take_digits(text);
    if (out.numbers[out.told++].empty()) return std::nullopt;
  } while (take(text, '.'));
  const std::string_view rest = text.substr(0, text.find_first_of("- "));
  if (rest.empty()) return out;
  for (const std::string_view word : {"alpha", "beta", "rc"})
    if (rest.starts_with(word) && all_digits(rest.substr(word.size()))) out.pre_release = rest;
  // The branch with BoringCrypto is Go 1.18.1 and more: 1.18.1b7.
  if (out.pre_release.empty() && !(rest.front() == 'b' && all_digits(rest.substr(1))))
    return std::nullopt;
  return out;
}

struct Version {
  Semver parts;
  bool toolchain = false;
};

std::optional<Version> read(std::string_view text) {
  Version out;
  out.toolchain = text.starts_with("go");
  if (out.toolchain) text.remove_prefix(2);
  if (!out.toolchain) {
    if (text.starts_with('v')) text.remove_prefix(1);
    if (const auto parts = read_semver(text, 3)) {
      out.parts = *parts;
      return out;
    }
    out.toolchain = true;
  }
  const auto parts = read_toolchain(text);
  if (!parts) return std::nullopt;
  out.parts = *parts;
  return out;
}

std::weak_ordering compare_words(std::string_view a, std::string_view b) {
  // rc.2 of the database of Go's vulnerabilities is rc2; rc10 is newer than rc9.
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();
  while (!a.empty() && !b.empty() && is_letter(a.front()) && is_letter(b.front())) {
    if (a.front() != b.front()) return a.front() <=> b.front();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  take(a, '.');
  take(b, '.');
  if (all_digits(a) && all_digits(b)) return compare_numbers(a, b);
  return a.compare(b) <=> 0;
}

std::weak_ordering compare_toolchains(const Semver& a, const Semver& b) {
  for (std::size_t at = 0; at < 3; ++at)
    if (const auto order = compare_numbers(a.numbers[at], b.numbers[at]); order != 0) return order;
  return compare_words(a.pre_release, b.pre_release);
}

}  // namespace

Order compare_go(std::string_view a, std::string_view b) {
  const auto x = read(a), y = read(b);
  if (!x || !y) return std::nullopt;
  if (x->toolchain || y->toolchain) return compare_toolchains(x->parts, y->parts);
  return compare_modules(x->parts, y->parts);
}

}  // namespace bulwark::formats::versions
