// SPDX-License-Identifier: Apache-2.0
// Durations and timestamps to and from text.
#include "cel/time_text.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "cel/calendar.h"
#include "cel/number_text.h"
#include "cel/text_front.h"
#include "cel/value.h"

namespace bulwark::cel {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86'400;

std::string pad(std::int64_t number, std::size_t width) {
  std::string out = std::to_string(number);
  return out.size() < width ? std::string(width - out.size(), '0') + out : out;
}

}  // namespace

std::string duration_text(std::int64_t nanoseconds) {
  const std::int64_t whole = nanoseconds / kSecond;
  const double seconds = static_cast<double>(whole) +
                         static_cast<double>(nanoseconds % kSecond) / 1e9;
  return plain_double_text(seconds) + "s";
}

std::string timestamp_text(const Value& timestamp) {
  const int offset = offset_minutes_of(timestamp);
  const std::int64_t local = seconds_of(timestamp) + offset * 60;
  const std::int64_t days = (local >= 0 ? local : local - (kDay - 1)) / kDay;
  const std::int64_t second = local - days * kDay;
  const Date date = date_from_days(days);
  std::string out = pad(date.year, 4) + "-" + pad(date.month, 2) + "-" + pad(date.day, 2) + "T" +
                    pad(second / 3600, 2) + ":" + pad(second / 60 % 60, 2) + ":" +
                    pad(second % 60, 2);
  if (subsecond_of(timestamp) != 0) {
    std::string fraction = pad(subsecond_of(timestamp), 9);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    out += "." + fraction;
  }
  if (offset == 0) return out + "Z";
  const int minutes = std::abs(offset);
  return out + (offset < 0 ? "-" : "+") + pad(minutes / 60, 2) + ":" + pad(minutes % 60, 2);
}

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};
constexpr std::array<Unit, 8> kUnits{{{"ns", 1},
                                      {"us", 1'000},
                                      {"\u00b5s", 1'000},
                                      {"\u03bcs", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", 1'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"h", 3'600'000'000'000}}};
constexpr std::uint64_t kMost = std::uint64_t{1} << 63;

/// "1.5": the whole part and the fraction as a part of `scale`; decimals beyond 63 bits are
/// dropped.
struct Decimal {
  std::uint64_t whole = 0;
  std::uint64_t fraction = 0;
  double scale = 1;
};

std::optional<Decimal> take_decimal(std::string_view& text) {
  Decimal out;
  std::size_t digits = 0;
  while (!text.empty() && is_digit(text[0])) {
    if (out.whole > kMost / 10) return std::nullopt;
    out.whole = out.whole * 10 + static_cast<std::uint64_t>(text[0] - '0');
    if (out.whole > kMost) return std::nullopt;
    text.remove_prefix(1);
    ++digits;
  }
  if (take(text, '.')) {
    bool full = false;
    while (!text.empty() && is_digit(text[0])) {
      full = full || out.fraction > (kMost - 1) / 10 - 1;
      if (!full) {
        out.fraction = out.fraction * 10 + static_cast<std::uint64_t>(text[0] - '0');
        out.scale *= 10;
      }
      text.remove_prefix(1);
      ++digits;
    }
  }
  return digits == 0 ? std::nullopt : std::optional(out);
}

std::optional<std::uint64_t> take_duration_part(std::string_view& text) {
  const std::optional<Decimal> number = take_decimal(text);
  if (!number) return std::nullopt;
  const std::size_t length = std::min(text.find_first_of(".0123456789"), text.size());
  const auto* unit = std::ranges::find(kUnits, text.substr(0, length), &Unit::name);
  if (unit == kUnits.end() || number->whole > kMost / unit->nanoseconds) return std::nullopt;
  text.remove_prefix(length);
  const auto fraction = static_cast<double>(number->fraction) *
                        (static_cast<double>(unit->nanoseconds) / number->scale);
  const std::uint64_t out = number->whole * unit->nanoseconds +
                            static_cast<std::uint64_t>(fraction);
  return out > kMost ? std::nullopt : std::optional(out);
}

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  const bool negative = !take(text, '+') && take(text, '-');
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  while (!text.empty()) {
    const std::optional<std::uint64_t> part = take_duration_part(text);
    if (!part) return std::nullopt;
    sum += *part;
    if (sum > kMost) return std::nullopt;
  }
  if (negative) return static_cast<std::int64_t>(~sum + 1);
  if (sum == kMost) return std::nullopt;
  return static_cast<std::int64_t>(sum);
}

namespace {

/// Takes between `least` and `most` digits from the front of `text`.
std::optional<unsigned> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t count = 0;
  unsigned number = 0;
  while (count < most && count < text.size() && is_digit(text[count])) {
    number = number * 10 + static_cast<unsigned>(text[count++] - '0');
  }
  if (count < least) return std::nullopt;
  text.remove_prefix(count);
  return number;
}

/// The date as days since 1970.
std::optional<std::int64_t> take_date(std::string_view& text) {
  const auto year = take_number(text, 4, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2, 2);
  if (!day || *month < 1 || *month > 12 || *day < 1 || *day > days_in_month(*year, *month))
    return std::nullopt;
  return days_from_date(*year, *month, *day);
}

/// The time as seconds of the day.
std::optional<std::int64_t> take_time(std::string_view& text) {
  const auto hour = take_number(text, 1, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2, 2);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_number(text, 2, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return *hour * 3600 + *minute * 60 + *second;
}

/// The fraction of a second in nanoseconds; further digits are dropped.
std::optional<std::uint32_t> take_fraction(std::string_view& text) {
  if (!take(text, '.') && !take(text, ',')) return 0;
  std::uint32_t out = 0;
  std::uint32_t unit = kSecond / 10;
  std::size_t digits = 0;
  for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), ++digits, unit /= 10) {
    out += static_cast<std::uint32_t>(text[0] - '0') * unit;
  }
  return digits == 0 ? std::nullopt : std::optional(out);
}

std::optional<int> take_zone(std::string_view& text) {
  if (take(text, 'Z')) return 0;
  const bool east = take(text, '+');
  if (!east && !take(text, '-')) return std::nullopt;
  const auto hours = take_number(text, 2, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_number(text, 2, 2);
  if (!minutes || *hours > 24 || *minutes > 60) return std::nullopt;
  const int offset = static_cast<int>(*hours * 60 + *minutes);
  return east ? offset : -offset;
}

}  // namespace

std::optional<Value> parse_timestamp(std::string_view text) {
  const auto days = take_date(text);
  if (!days || !take(text, 'T')) return std::nullopt;
  const auto seconds = take_time(text);
  if (!seconds) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto zone = take_zone(text);
  if (!zone || !text.empty()) return std::nullopt;
  return make_timestamp(*days * kDay + *seconds - *zone * 60, *fraction,
                        static_cast<std::int16_t>(*zone));
}

}  // namespace bulwark::cel
