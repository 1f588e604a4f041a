// SPDX-License-Identifier: Apache-2.0
// The times that the expression language knows: the years 1 to 9999.
#pragma once

#include <cstdint>

namespace bulwark::cel {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kFirstSecond = -62'135'596'800;  ///< 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253'402'300'799;   ///< 9999-12-31T23:59:59Z

constexpr bool timestamp_in_range(std::int64_t seconds) {
  return seconds >= kFirstSecond && seconds <= kLastSecond;
}

}  // namespace bulwark::cel
