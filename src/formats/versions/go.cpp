// SPDX-License-Identifier: Apache-2.0
// Versions of Go modules: Semantic Versioning, with two ways to name a commit. A pseudo-version
// with a base (v1.2.4-0.DATE-HASH: after v1.2.3) has a place among the releases. One without
// (v0.0.0-DATE-HASH) has none: the commit may be newer than any release. And versions of Go itself,
// with which the standard library comes: go1.21.3, 1.22rc1.
#include <algorithm>
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

// "v" in front or not, or "go" for Go itself.
class Version {
 public:
  explicit Version(std::string_view text);
  Version(const Version&) = delete;  // its parts may be views of itself
  Version& operator=(const Version&) = delete;

  bool known() const { return known_; }
  const Semver& parts() const { return parts_; }

 private:
  bool read_toolchain(std::string_view text);
  bool read_toolchain_end(std::string_view rest);

  Semver parts_;
  std::array<char, 32> pre_release_ = {};
  bool known_ = false;
};

Version::Version(std::string_view text) {
  const bool toolchain = text.starts_with("go");
  if (toolchain) {
    text.remove_prefix(2);
  } else {
    take(text, 'v');
    if (const auto parts = read_semver(text, 3)) {
      parts_ = *parts;
      known_ = true;
      return;
    }
  }
  known_ = read_toolchain(text);
}

// 1.21rc2, 1.21.3, 1.21.3-custom, "1.21.3 X:experiment".
bool Version::read_toolchain(std::string_view text) {
  do {
    if (parts_.told == 3) return false;
    const std::string_view digits = take_digits(text);
    if (digits.empty()) return false;
    parts_.numbers[parts_.told++] = digits;
  } while (take(text, '.'));
  return read_toolchain_end(text.substr(0, text.find_first_of("- ")));
}

// rc2 is rc.2, as the database of Go's vulnerabilities has it, so that rc10 comes after rc9.
bool Version::read_toolchain_end(std::string_view rest) {
  if (rest.empty()) return true;
  for (const std::string_view word : {"alpha", "beta", "rc"}) {
    const std::string_view number = rest.substr(std::min(word.size(), rest.size()));
    if (!rest.starts_with(word) || !all_digits(number)) continue;
    if (rest.size() + 1 > pre_release_.size()) return false;
    auto to = std::ranges::copy(word, pre_release_.begin()).out;
    *to++ = '.';
    std::ranges::copy(number, to);
    parts_.pre_release = {pre_release_.data(), rest.size() + 1};
    return true;
  }
  // The branch with BoringCrypto is Go 1.18.1 and more: 1.18.1b7.
  return take(rest, 'b') && all_digits(rest);
}

}  // namespace

Order compare_go(std::string_view a, std::string_view b) {
  const Version x(a), y(b);
  if (!x.known() || !y.known()) return std::nullopt;
  return compare_modules(x.parts(), y.parts());
}

}  // namespace bulwark::formats::versions
