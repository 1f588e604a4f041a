// SPDX-License-Identifier: Apache-2.0
// A version of Semantic Versioning, in its parts: for those schemes that build on it.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <string_view>

namespace bulwark::formats::versions {

/// Views of the text it was read from, which must outlive it.
struct Semver {
  std::array<std::string_view, 4> numbers;  ///< those that are not told are empty: zero
  std::size_t told = 0;                     ///< how many numbers are
  std::string_view pre_release;             ///< without its "-"
  std::string_view build;                   ///< without its "+"
};

/// From one to `most_numbers` (at most 4) numbers, with zeros in front if it must be, and no "v".
std::optional<Semver> read_semver(std::string_view text, std::size_t most_numbers);

enum class Letters : unsigned char { as_they_are, of_any_case };

/// Builds do not count. Identifiers of a pre-release are ordered as item 11 says.
std::weak_ordering compare(const Semver& a, const Semver& b, Letters letters);

}  // namespace bulwark::formats::versions
