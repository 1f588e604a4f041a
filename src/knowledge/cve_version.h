// SPDX-License-Identifier: Apache-2.0
// Version of a cluster's component, as programs and image tags tell it: "v1.29.3-eks-adc7111",
// "1.7.13", "v2.0.0-rc.1", "3.5.9-0".
//
// What a vendor adds behind the numbers is no pre-release (Semantic Versioning would order it
// before the release): only alpha, beta, rc, pre and dev are. Go's pseudo-versions
// ("v0.0.0-20220101...") tell a commit's day, and stand in no order to releases.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::knowledge {

struct CveVersion {
  std::array<std::uint64_t, 4> numbers{};
  std::size_t count = 0;             ///< how many numbers are told
  std::vector<std::string> stage{};  ///< of a pre-release: {"rc", "1"}
  std::string pseudo{};              ///< of a pseudo-version its time: "20220101120000"
  std::string rest{};                ///< what the vendor added: "-eks-adc7111"

  /// Whether a vendor built it, who may have mended it without a new number.
  bool is_vendor_build() const;
  bool same_minor(const CveVersion& other) const {
    return numbers[0] == other.numbers[0] && numbers[1] == other.numbers[1];
  }
  /// Without what the vendor added: "1.29.3".
  std::string text() const;
};

/// Nothing where the text does not begin with a number ("v" before it is usual), or is longer than
/// a version is.
std::optional<CveVersion> parse_cve_version(std::string_view text);

/// Numbers that are missing are zero; `rest` does not count. Nothing: a pseudo-version stands
/// against a release.
std::optional<std::weak_ordering> compare_cve_versions(const CveVersion& a, const CveVersion& b);

}  // namespace bulwark::knowledge
