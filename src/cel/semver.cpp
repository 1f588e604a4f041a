// SPDX-License-Identifier: Apache-2.0
// Reads and orders semantic versions, with the messages of the library that Kubernetes uses.
#include "cel/semver.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/text.h"
#include "cel/quote.h"

namespace bulwark::cel {
namespace {

std::unexpected<Error> wrong(std::string why) { return fail(ErrorCode::malformed, std::move(why)); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool only_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }
bool only_alphanumeric(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

Result<std::uint64_t> read_number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec == std::errc::result_out_of_range)
    return wrong("strconv.ParseUint: parsing " + quoted_text(digits) + ": value out of range");
  if (read.ec != std::errc())
    return wrong("strconv.ParseUint: parsing " + quoted_text(digits) + ": invalid syntax");
  return value;
}

bool has_leading_zero(std::string_view digits) { return digits.size() > 1 && digits[0] == '0'; }

/// `lower`, `upper`: "major" and "Major".
Result<std::uint64_t> read_part(std::string_view digits, std::string_view lower,
                                std::string_view upper) {
  if (!only_digits(digits)) {
    return wrong("Invalid character(s) found in " + std::string(lower) + " number " +
                 quoted_text(digits));
  }
  if (has_leading_zero(digits)) {
    return wrong(std::string(upper) + " number must not contain leading zeroes " +
                 quoted_text(digits));
  }
  return read_number(digits);
}

Result<void> check_prerelease(std::string_view part) {
  if (part.empty()) return wrong("Prerelease is empty");
  if (only_digits(part)) {
    if (has_leading_zero(part)) {
      return wrong("Numeric PreRelease version must not contain leading zeroes " +
                   quoted_text(part));
    }
    const auto number = read_number(part);
    if (!number) return std::unexpected(number.error());
    return {};
  }
  if (only_alphanumeric(part)) return {};
  return wrong("Invalid character(s) found in prerelease " + quoted_text(part));
}

Result<void> check_build(std::string_view part) {
  if (part.empty()) return wrong("Build meta data is empty");
  if (only_alphanumeric(part)) return {};
  return wrong("Invalid character(s) found in build meta data " + quoted_text(part));
}

/// The parts between dots, empty ones too.
std::vector<std::string_view> parts_of(std::string_view text, std::size_t most = SIZE_MAX) {
  std::vector<std::string_view> out;
  std::size_t dot = text.find('.');
  while (dot != std::string_view::npos && out.size() + 1 < most) {
    out.push_back(text.substr(0, dot));
    text.remove_prefix(dot + 1);
    dot = text.find('.');
  }
  out.push_back(text);
  return out;
}

int order(auto a, auto b) { return a < b ? -1 : a > b ? 1 : 0; }

/// Numbers by their value and below words, words as texts.
int compare_part(std::string_view a, std::string_view b) {
  const bool left = only_digits(a), right = only_digits(b);
  if (left != right) return left ? -1 : 1;
  // Without leading zeros the longer number is the larger one.
  if (left && a.size() != b.size()) return order(a.size(), b.size());
  return order(a, b);
}

int compare_prerelease(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return order(a.empty() ? 1 : 0, b.empty() ? 1 : 0);
  const auto left = parts_of(a), right = parts_of(b);
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (const int compared = compare_part(left[i], right[i]); compared != 0) return compared;
  }
  return order(left.size(), right.size());
}

std::string without_leading_zeros(std::string_view part) {
  if (part.size() <= 1) return std::string(part);
  part.remove_prefix(std::min(part.find_first_not_of('0'), part.size()));
  if (part.empty() || !is_digit(part[0])) return "0" + std::string(part);
  return std::string(part);
}

}  // namespace

Result<Semver> Semver::parse(std::string_view text, Arena& arena) {
  if (text.empty()) return wrong("Version string empty");
  const auto parts = parts_of(text, 3);
  if (parts.size() != 3) return wrong("No Major.Minor.Patch elements found");
  Semver out;
  out.major = TRY(read_part(parts[0], "major", "Major"));
  out.minor = TRY(read_part(parts[1], "minor", "Minor"));
  std::string_view rest = parts[2];
  const std::size_t plus = std::min(rest.find('+'), rest.size());
  const std::string_view build = rest.substr(plus);  // with its mark, if there is one
  rest = rest.substr(0, plus);
  const std::size_t dash = std::min(rest.find('-'), rest.size());
  const std::string_view prerelease = rest.substr(dash);
  out.patch = TRY(read_part(rest.substr(0, dash), "patch", "Patch"));
  if (!prerelease.empty()) {
    for (std::string_view part : parts_of(prerelease.substr(1))) TRY_VOID(check_prerelease(part));
    out.prerelease = arena.copy(prerelease.substr(1));
  }
  if (!build.empty()) {
    for (std::string_view part : parts_of(build.substr(1))) TRY_VOID(check_build(part));
    out.build = arena.copy(build.substr(1));
  }
  return out;
}

Result<Semver> Semver::parse_normalized(std::string_view text, Arena& arena) {
  if (text.starts_with('v')) text.remove_prefix(1);
  std::vector<std::string> parts;
  for (std::string_view part : parts_of(text, 3)) parts.push_back(without_leading_zeros(part));
  if (parts.size() < 3 && parts.back().find_first_of("+-") != std::string::npos)
    return wrong("short version cannot contain PreRelease/Build meta data");
  parts.resize(3, "0");
  return parse(join(parts, "."), arena);
}

int Semver::compared_with(const Semver& other) const {
  if (major != other.major) return order(major, other.major);
  if (minor != other.minor) return order(minor, other.minor);
  if (patch != other.patch) return order(patch, other.patch);
  return compare_prerelease(prerelease, other.prerelease);
}

std::string Semver::text() const {
  std::string out = std::to_string(major) + "." + std::to_string(minor) + "." +
                    std::to_string(patch);
  if (!prerelease.empty()) out += "-" + std::string(prerelease);
  if (!build.empty()) out += "+" + std::string(build);
  return out;
}

Semver Semver::kept(Arena& arena) const {
  Semver out = *this;
  out.prerelease = arena.copy(prerelease);
  out.build = arena.copy(build);
  return out;
}

}  // namespace bulwark::cel
