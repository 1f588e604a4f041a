// SPDX-License-Identifier: Apache-2.0
// Reads TZif files (RFC 8536): the 64-bit block's transitions, and the rule at the end for times
// after the last one.
#include "cel/time_zone.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "cel/calendar.h"
#include "cel/number_text.h"

namespace bulwark::cel {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t out = 0;
  for (char c : bytes) out = out << 8 | static_cast<unsigned char>(c);
  const auto unused = static_cast<unsigned>(64 - 8 * bytes.size());
  return static_cast<std::int64_t>(out << unused) >> unused;
}

// ---- The rule at the end: "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX TZ with RFC 8536's extensions) ----

struct Change {
  unsigned month = 0, week = 0, weekday = 0;  ///< Mm.w.d
  int day = -1;                               ///< n or Jn
  bool skip_leap_day = false;                 ///< Jn: day 60 is always 1 March
  std::int64_t time = 2 * 3600;
};

struct Rule {
  std::int64_t standard = 0;
  std::int64_t summer = 0;
  bool has_summer = false;
  Change begin, end;
};

class RuleParser {
 public:
  explicit RuleParser(std::string_view text) : text_(text) {}

  std::optional<Rule> parse() {
    Rule rule;
    if (!name() || !offset(rule.standard)) return std::nullopt;
    rule.standard = -rule.standard;
    if (text_.empty()) return rule;
    rule.has_summer = true;
    if (!name()) return std::nullopt;
    rule.summer = rule.standard + 3600;
    if (!text_.empty() && text_[0] != ',') {
      if (!offset(rule.summer)) return std::nullopt;
      rule.summer = -rule.summer;
    }
    if (!change(rule.begin) || !change(rule.end) || !text_.empty()) return std::nullopt;
    return rule;
  }

 private:
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool name() {
    if (take('<')) {
      const std::size_t end = text_.find('>');
      if (end == std::string_view::npos) return false;
      text_.remove_prefix(end + 1);
      return true;
    }
    std::size_t length = 0;
    while (length < text_.size() &&
           ((text_[length] | 0x20) >= 'a' && (text_[length] | 0x20) <= 'z'))
      ++length;
    text_.remove_prefix(length);
    return length >= 3;
  }
  template <class T>
  bool number(T& out) {
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), out);
    if (error != std::errc()) return false;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return true;
  }
  bool offset(std::int64_t& out) {
    const bool negative = !take('+') && take('-');
    unsigned hours = 0, minutes = 0, seconds = 0;
    if (!number(hours)) return false;
    if (take(':') && !number(minutes)) return false;
    if (take(':') && !number(seconds)) return false;
    if (hours > 167 || minutes > 59 || seconds > 59) return false;
    out = hours * 3600 + minutes * 60 + seconds;
    if (negative) out = -out;
    return true;
  }
  bool change(Change& out) {
    if (!take(',')) return false;
    if (take('M')) {
      if (!number(out.month) || !take('.') || !number(out.week) || !take('.') ||
          !number(out.weekday))
        return false;
      if (out.month < 1 || out.month > 12 || out.week < 1 || out.week > 5 || out.weekday > 6)
        return false;
    } else {
      out.skip_leap_day = take('J');
      if (!number(out.day) || out.day < 0 || out.day > 365) return false;
    }
    return !take('/') || offset(out.time);
  }

  std::string_view text_;
};

bool leap_year(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/// The local second, counted from 1970, at which the change happens in `year`.
std::int64_t second_of(const Change& change, std::int64_t year) {
  if (change.day >= 0) {
    const int january = change.skip_leap_day ? change.day - 1 : change.day;
    const int leap = change.skip_leap_day && leap_year(year) && change.day >= 60 ? 1 : 0;
    return (days_from_date(year, 1, 1) + january + leap) * kDay + change.time;
  }
  const std::int64_t first = days_from_date(year, change.month, 1);
  const auto first_weekday = static_cast<unsigned>(((first + 4) % 7 + 7) % 7);
  std::int64_t day = first + (change.weekday + 7 - first_weekday) % 7 + (change.week - 1) * 7;
  const std::int64_t next_month = change.month == 12 ? days_from_date(year + 1, 1, 1)
                                                     : days_from_date(year, change.month + 1, 1);
  if (day >= next_month) day -= 7;
  return day * kDay + change.time;
}

std::int64_t rule_offset(const Rule& rule, std::int64_t seconds) {
  if (!rule.has_summer) return rule.standard;
  const std::int64_t local = seconds + rule.standard;
  const std::int64_t days = (local >= 0 ? local : local - (kDay - 1)) / kDay;
  const std::int64_t year = date_from_days(days).year;
  const std::int64_t begin = second_of(rule.begin, year) - rule.standard;
  const std::int64_t end = second_of(rule.end, year) - rule.summer;
  const bool summer = begin < end ? seconds >= begin && seconds < end
                                  : seconds >= begin || seconds < end;
  return summer ? rule.summer : rule.standard;
}

// ---- The file ----

struct Counts {
  std::size_t utc, standard, leap, times, types, characters;
  std::size_t bytes(std::size_t time_bytes) const {
    return times * (time_bytes + 1) + types * 6 + characters + leap * (time_bytes + 4) + standard +
           utc;
  }
};

std::optional<Counts> read_header(std::string_view file) {
  if (file.size() < 44 || !file.starts_with("TZif")) return std::nullopt;
  std::array<std::size_t, 6> n{};
  for (std::size_t i = 0; i < 6; ++i)
    n[i] = static_cast<std::size_t>(big_endian(file.substr(20 + 4 * i, 4))) & 0xFFFFF;
  return Counts{n[0], n[1], n[2], n[3], n[4], n[5]};
}

std::optional<std::int64_t> offset_in_file(std::string_view file, std::int64_t seconds) {
  auto counts = read_header(file);
  if (!counts || file[4] < '2' || file.size() < 44 + counts->bytes(4)) return std::nullopt;
  file.remove_prefix(44 + counts->bytes(4));
  counts = read_header(file);
  if (!counts || counts->types == 0 || file.size() < 44 + counts->bytes(8)) return std::nullopt;
  file.remove_prefix(44);
  const std::string_view times = file.substr(0, counts->times * 8);
  const std::string_view indices = file.substr(times.size(), counts->times);
  const std::string_view types = file.substr(times.size() + indices.size(), counts->types * 6);
  std::string_view rule = file.substr(counts->bytes(8));

  std::size_t low = 0, high = counts->times;  // the number of transitions at or before `seconds`
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    (big_endian(times.substr(middle * 8, 8)) <= seconds
         ? low
         : high) = big_endian(times.substr(middle * 8, 8)) <= seconds ? middle + 1 : middle;
  }
  if (low == counts->times && rule.size() > 2) {
    rule = rule.substr(1, rule.find('\n', 1) - 1);
    if (const std::optional<Rule> parsed = RuleParser(rule).parse())
      return rule_offset(*parsed, seconds);
  }
  const std::size_t type = low == 0 ? 0 : static_cast<unsigned char>(indices[low - 1]);
  if (type >= counts->types) return std::nullopt;
  return big_endian(types.substr(type * 6, 4));
}

std::optional<std::string> read_zone_file(std::string_view zone) {
  // A name never leaves the database: no absolute paths, no "..".
  if (zone.starts_with('/') || zone.contains("..") || zone.contains('\\') || zone.contains('\0'))
    return std::nullopt;
  for (const char* root :
       {"/usr/share/zoneinfo/", "/usr/lib/zoneinfo/", "/usr/share/lib/zoneinfo/"}) {
    std::ifstream file(root + std::string(zone), std::ios::binary);
    if (!file) continue;
    std::string bytes(kMostBytes, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    if (!bytes.empty()) return bytes;
  }
  return std::nullopt;
}

Result<std::int64_t> fixed_offset(std::string_view zone, std::size_t colon) {
  const auto hours = parse_int(zone.substr(0, colon));
  const auto minutes = parse_int(zone.substr(colon + 1));
  constexpr std::int64_t kMost = 100'000;
  if (!hours || !minutes || *hours > kMost || *hours < -kMost || *minutes > kMost ||
      *minutes < -kMost) {
    return fail(ErrorCode::malformed, "not an offset from UTC: " + std::string(zone));
  }
  return (*hours * 60 + (zone[0] == '-' ? -*minutes : *minutes)) * 60;
}

}  // namespace

Result<std::int64_t> zone_offset(std::string_view zone, std::int64_t seconds) {
  if (const std::size_t colon = zone.find(':'); colon != std::string_view::npos)
    return fixed_offset(zone, colon);
  if (zone.empty() || zone == "UTC") return 0;
  const std::optional<std::string> file = read_zone_file(zone);
  if (!file) return fail(ErrorCode::malformed, "unknown time zone " + std::string(zone));
  const std::optional<std::int64_t> offset = offset_in_file(*file, seconds);
  if (!offset)
    return fail(ErrorCode::malformed, "malformed time zone information: " + std::string(zone));
  return *offset;
}

}  // namespace bulwark::cel
