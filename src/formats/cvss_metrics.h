// SPDX-License-Identifier: Apache-2.0
// The metrics of a CVSS vector, read by the table of its version.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.h"

namespace bulwark::formats {

struct CvssMetric {
  std::string_view name;
  std::string_view values;  ///< with "," between them, "X" among them where it may be left open
};

/// Values of the base metrics, by their place in the version's table; the first letter of each.
class CvssBase {
 public:
  static constexpr std::size_t kMost = 11;

  char operator[](std::size_t at) const { return letters_[at]; }
  void set(std::size_t at, char letter) { letters_[at] = letter; }

 private:
  std::array<char, kMost> letters_ = {};
};

/// Reads "AV:N/AC:L/..." in any order. All of `base` must be there; those of `others` may.
Result<CvssBase> read_cvss_metrics(std::string_view text, std::span<const CvssMetric> base,
                                   std::span<const CvssMetric> others);

/// In tenths. `metrics` are AV AC AT PR UI VC VI VA SC SI SA.
unsigned cvss4_base_score(const CvssBase& metrics);

}  // namespace bulwark::formats
