// SPDX-License-Identifier: Apache-2.0
// CVSS: how bad a vulnerability is by its vector, as FIRST's specifications of 2.0, 3.0, 3.1
// and 4.0 compute it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::formats {

enum class CvssVersion : std::uint8_t { v2, v3_0, v3_1, v4_0 };

/// What the scores are called. Of 2.0, which has no names: those of the National Vulnerability
/// Database (none but low, medium and high).
enum class CvssSeverity : std::uint8_t { none, low, medium, high, critical };

struct Cvss {
  CvssVersion version = CvssVersion::v3_1;
  unsigned tenths = 0;  ///< the base score, 0 to 100: 98 is 9.8
  CvssSeverity severity = CvssSeverity::none;

  bool operator==(const Cvss&) const = default;
};

/// The base score of "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", or of one of 2.0, which has no
/// such start. Threat, temporal, environmental and supplemental metrics may be there and are
/// checked; they do not count. `malformed`: an unknown version, metric or value, one twice, or one
/// of the base is missing.
Result<Cvss> cvss_of(std::string_view vector);

CvssSeverity cvss_severity(CvssVersion version, unsigned tenths);
/// "critical"
std::string_view name(CvssSeverity severity);
/// "2.0"
std::string_view name(CvssVersion version);
/// "9.8"
std::string cvss_score_text(unsigned tenths);

}  // namespace bulwark::formats
