// SPDX-License-Identifier: Apache-2.0
// Numbers, times and other scalars as text, written exactly as Kubernetes' expression engine writes
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/value.h"

namespace bulwark::cel {

/// The shortest text that reads back as `d`: 1e+06, 0.1, 3, NaN, +Inf.
std::string double_text(double d);
/// The shortest text without an exponent.
std::string plain_double_text(double d);
/// Seconds with as many decimals as are needed: "1.5s".
std::string duration_text(std::int64_t nanoseconds);
/// RFC 3339 with as many decimals as are needed, in the zone that the timestamp was written in.
std::string timestamp_text(const formats::Value& timestamp);
/// Scalars as string() converts them; bytes and types too.
std::string scalar_text(const formats::Value& value);

/// Whole decimal numbers with an optional sign (an unsigned one takes none); nothing else around
/// them.
std::optional<std::int64_t> parse_int(std::string_view text);
std::optional<std::uint64_t> parse_uint(std::string_view text);
std::optional<double> parse_double(std::string_view text);
/// "1h30m", "-1.5s", "1us", "2ms", "0": nanoseconds; nothing when it is malformed or does not fit
/// 64 bits.
std::optional<std::int64_t> parse_duration(std::string_view text);
/// RFC 3339; nothing when it is malformed. The range is the caller's to check.
std::optional<formats::Value> parse_timestamp(std::string_view text);

/// Days since 1970-01-01 of a date in the Gregorian calendar, and back.
std::int64_t days_from_date(std::int64_t year, unsigned month, unsigned day);
struct Date {
  std::int64_t year;
  unsigned month;  ///< 1 to 12
  unsigned day;    ///< 1 to 31
};
Date date_from_days(std::int64_t days);

}  // namespace bulwark::cel
