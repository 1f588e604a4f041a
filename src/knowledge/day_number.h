// SPDX-License-Identifier: Apache-2.0
// Days as the database numbers them: 1 is 1970-01-01, 0 is no day.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/day.h"
#include "knowledge/layout.h"

namespace bulwark::knowledge {

/// A day, or a time of RFC 3339. Go's zero time, and whatever is before 1970, is no day.
inline std::uint32_t day_number(std::string_view text) {
  const auto day = day_of(text);
  if (!day || day->time_since_epoch().count() < 0) return layout::kNoDay;
  return static_cast<std::uint32_t>(day->time_since_epoch().count()) + 1;
}

/// "2026-11-30"; empty for no day, or one that no calendar has.
inline std::string day_text(std::uint32_t number) {
  constexpr std::uint32_t kMost = 2'932'896;  // 9999-12-31
  if (number == layout::kNoDay || number > kMost) return {};
  const std::chrono::year_month_day day{
      std::chrono::sys_days(std::chrono::days(static_cast<int>(number) - 1))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace bulwark::knowledge
