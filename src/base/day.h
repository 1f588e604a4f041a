// SPDX-License-Identifier: Apache-2.0
// Day: days of the calendar (UTC) as texts, "2026-11-30".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bulwark {

/// The day that a text is, or begins with as a time of RFC 3339 does; nothing: it is none.
std::optional<std::chrono::sys_days> day_of(std::string_view text);

/// Whether a text is a day and nothing besides.
bool is_day(std::string_view text);

/// From one to the other, below 0 when that was before; nothing where one of them is no day.
std::optional<std::int64_t> days_between(std::string_view from, std::string_view to);

}  // namespace bulwark
