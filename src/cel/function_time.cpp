// SPDX-License-Identifier: Apache-2.0
// Parts of timestamps (in UTC or a zone) and durations: getFullYear(), getHours("Europe/Berlin")
// ...
#include <array>

#include "cel/calendar.h"
#include "cel/function.h"
#include "cel/time_limits.h"
#include "cel/time_zone.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;
constexpr std::int64_t kDay = 86'400;

struct LocalTime {
  std::int64_t days;     ///< since 1970-01-01
  std::int64_t seconds;  ///< of the day
  std::uint32_t nanoseconds;
};

std::int64_t year(const LocalTime& t) { return date_from_days(t.days).year; }
std::int64_t month(const LocalTime& t) { return date_from_days(t.days).month - 1; }
std::int64_t day_of_year(const LocalTime& t) { return t.days - days_from_date(year(t), 1, 1); }
std::int64_t day_of_month(const LocalTime& t) { return date_from_days(t.days).day - 1; }
std::int64_t date(const LocalTime& t) { return date_from_days(t.days).day; }
std::int64_t day_of_week(const LocalTime& t) { return ((t.days + 4) % 7 + 7) % 7; }
std::int64_t hours(const LocalTime& t) { return t.seconds / 3600; }
std::int64_t minutes(const LocalTime& t) { return t.seconds / 60 % 60; }
std::int64_t seconds(const LocalTime& t) { return t.seconds % 60; }
std::int64_t milliseconds(const LocalTime& t) { return t.nanoseconds / 1'000'000; }

template <std::int64_t (*part)(const LocalTime&)>
Value timestamp_part(Context& context, Arguments arguments) {
  if (kind(arguments[0]) != Kind::timestamp) return context.no_such_overload();
  std::int64_t local = seconds_of(arguments[0]);
  if (arguments.size() == 2) {
    if (!arguments[1].is_string()) return context.no_such_overload();
    const Result<std::int64_t> offset = zone_offset(arguments[1].as_string(), local);
    if (!offset) return context.error(offset.error().message);
    local += *offset;
  }
  const std::int64_t days = (local >= 0 ? local : local - (kDay - 1)) / kDay;
  return Value::integer(part({days, local - days * kDay, subsecond_of(arguments[0])}));
}

template <std::int64_t nanoseconds>
Value duration_part(Context& context, Arguments arguments) {
  if (arguments.size() != 1 || kind(arguments[0]) != Kind::duration)
    return context.no_such_overload();
  return Value::integer(nanoseconds_of(arguments[0]) / nanoseconds);
}

constexpr std::array kFunctions{
    Function{"timestamp_to_year", timestamp_part<year>},
    Function{"timestamp_to_month", timestamp_part<month>},
    Function{"timestamp_to_day_of_year", timestamp_part<day_of_year>},
    Function{"timestamp_to_day_of_month", timestamp_part<day_of_month>},
    Function{"timestamp_to_day_of_month_1_based", timestamp_part<date>},
    Function{"timestamp_to_day_of_week", timestamp_part<day_of_week>},
    Function{"timestamp_to_hours", timestamp_part<hours>},
    Function{"timestamp_to_minutes", timestamp_part<minutes>},
    Function{"timestamp_to_seconds", timestamp_part<seconds>},
    Function{"timestamp_to_milliseconds", timestamp_part<milliseconds>},
    Function{"timestamp_to_year_with_tz", timestamp_part<year>},
    Function{"timestamp_to_month_with_tz", timestamp_part<month>},
    Function{"timestamp_to_day_of_year_with_tz", timestamp_part<day_of_year>},
    Function{"timestamp_to_day_of_month_with_tz", timestamp_part<day_of_month>},
    Function{"timestamp_to_day_of_month_1_based_with_tz", timestamp_part<date>},
    Function{"timestamp_to_day_of_week_with_tz", timestamp_part<day_of_week>},
    Function{"timestamp_to_hours_with_tz", timestamp_part<hours>},
    Function{"timestamp_to_minutes_with_tz", timestamp_part<minutes>},
    Function{"timestamp_to_seconds_tz", timestamp_part<seconds>},
    Function{"timestamp_to_milliseconds_with_tz", timestamp_part<milliseconds>},
    Function{"duration_to_hours", duration_part<3600 * kNanosecondsPerSecond>},
    Function{"duration_to_minutes", duration_part<60 * kNanosecondsPerSecond>},
    Function{"duration_to_seconds", duration_part<kNanosecondsPerSecond>},
    Function{"duration_to_milliseconds", duration_part<1'000'000>},
};

}  // namespace

std::span<const Function> time_functions() { return kFunctions; }

}  // namespace bulwark::cel
