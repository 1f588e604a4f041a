// SPDX-License-Identifier: Apache-2.0
// Integers, decimals and timestamps by the rules of Go's strconv and time packages.
#include "formats/yaml_number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace bulwark::formats {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return static_cast<char>(c | 0x20); }

// Go: "0" followed by b, o or x and at least one more character is a prefix; any other leading 0
// means octal.
unsigned take_base(std::string_view& text) {
  if (text.empty() || text[0] != '0') return 10;
  const char mark = text.size() >= 3 ? lower(text[1]) : '\0';
  const unsigned base = mark == 'b' ? 2 : mark == 'o' ? 8 : mark == 'x' ? 16 : 0;
  text.remove_prefix(base == 0 ? 1 : 2);
  return base == 0 ? 8 : base;
}

// Skips digits, and underscores between digits where they are allowed.
std::size_t digits_end(std::string_view text, std::size_t at, bool underscores) {
  while (at < text.size()) {
    if (is_digit(text[at])) {
      ++at;
    } else if (underscores && text[at] == '_' && at > 0 && is_digit(text[at - 1]) &&
               at + 1 < text.size() && is_digit(text[at + 1])) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

bool has_decimal_form(std::string_view text, bool underscores) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::size_t whole = digits_end(text, at, underscores);
  const bool has_whole = whole > at;
  at = whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_end(text, at + 1, underscores);
    if (!has_whole && fraction == at + 1) return false;
    at = fraction;
  } else if (!has_whole) {
    return false;
  }
  if (at == text.size()) return true;
  if (lower(text[at]) != 'e') return false;
  ++at;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  if (at == text.size() || !is_digit(text[at])) return false;
  return digits_end(text, at, underscores) == text.size();
}

std::optional<double> to_double(std::string_view text) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{})
    return end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  // Too large and too small are one error there; only too large is one to Go.
  value = std::strtod(std::string(text).c_str(), nullptr);
  return std::isinf(value) ? std::nullopt : std::optional(value);
}

struct Digits {
  bool negative = false;
  std::string digits;  // without the point, no trailing zeros unless it is a lone 0
  int exponent = 0;    // of the first digit
};

template <class Float>
Digits shortest(Float value) {
  std::array<char, 64> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                          std::chars_format::scientific);
  Digits out;
  std::string_view text(buffer.data(),
                        error == std::errc{} ? static_cast<std::size_t>(end - buffer.data()) : 0);
  if (text.starts_with('-')) {
    out.negative = true;
    text.remove_prefix(1);
  }
  const std::size_t mark = text.find('e');
  for (const char c : text.substr(0, mark)) {
    if (c != '.') out.digits += c;
  }
  std::string_view power = text.substr(mark + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  std::from_chars(power.data(), power.data() + power.size(), out.exponent);
  return out;
}

// Reads between 1 and `most` digits at `at`.
std::optional<int> take_number(std::string_view text, std::size_t& at, std::size_t most) {
  const std::size_t from = at;
  while (at < text.size() && at - from < most && is_digit(text[at])) ++at;
  if (at == from) return std::nullopt;
  int value = 0;
  std::from_chars(text.data() + from, text.data() + at, value);
  return value;
}

bool take(std::string_view text, std::size_t& at, char c) {
  if (at >= text.size() || text[at] != c) return false;
  ++at;
  return true;
}

bool take_date(std::string_view text, std::size_t& at) {
  const auto year = take_number(text, at, 4);
  if (at != 4 || !take(text, at, '-')) return false;
  const auto month = take_number(text, at, 2);
  if (!month || *month < 1 || *month > 12 || !take(text, at, '-')) return false;
  const auto day = take_number(text, at, 2);
  constexpr std::array kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
  const int days = *month == 2 && leap ? 29 : kDays.at(static_cast<std::size_t>(*month) - 1);
  return day && *day >= 1 && *day <= days;
}

bool take_clock(std::string_view text, std::size_t& at) {
  const auto hour = take_number(text, at, 2);
  if (!hour || *hour > 23 || !take(text, at, ':')) return false;
  const auto minute = take_number(text, at, 2);
  if (!minute || *minute > 59 || !take(text, at, ':')) return false;
  const auto second = take_number(text, at, 2);
  if (!second || *second > 59) return false;
  if (at + 1 < text.size() && (text[at] == '.' || text[at] == ',') && is_digit(text[at + 1])) {
    at = digits_end(text, at + 1, false);
  }
  return true;
}

bool take_zone(std::string_view text, std::size_t& at) {
  if (take(text, at, 'Z')) return true;
  if (!take(text, at, '+') && !take(text, at, '-')) return false;
  const std::size_t from = at;
  const auto hour = take_number(text, at, 2);
  if (!hour || at - from != 2 || *hour > 24 || !take(text, at, ':')) return false;
  const auto minute = take_number(text, at, 2);
  return minute && at - from == 5 && *minute <= 60;
}

}  // namespace

std::optional<std::uint64_t> go_parse_uint(std::string_view text, unsigned base) {
  if (text.empty()) return std::nullopt;
  if (base == 0) base = take_base(text);
  std::uint64_t value = 0;
  for (const char c : text) {
    const unsigned digit = is_digit(c) ? static_cast<unsigned>(c - '0')
                           : lower(c) >= 'a' && lower(c) <= 'z'
                               ? static_cast<unsigned>(lower(c) - 'a') + 10
                               : 99;
    if (digit >= base) return std::nullopt;
    if (__builtin_mul_overflow(value, base, &value) ||
        __builtin_add_overflow(value, digit, &value)) {
      return std::nullopt;
    }
  }
  return value;
}

std::optional<std::int64_t> go_parse_int(std::string_view text, unsigned base) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto size = go_parse_uint(text, base);
  constexpr std::uint64_t kEdge = std::uint64_t{1} << 63;
  if (!size || *size > kEdge || (*size == kEdge && !negative)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? ~*size + 1 : *size);
}

std::optional<double> parse_decimal(std::string_view text) {
  return has_decimal_form(text, false) ? to_double(text) : std::nullopt;
}

std::optional<double> parse_dotted_decimal(std::string_view text) {
  if (!has_decimal_form(text, true)) return std::nullopt;
  std::string plain;
  for (const char c : text) {
    if (c != '_') plain += c;
  }
  return to_double(plain);
}

std::string go_float_key(double value) {
  const auto narrow = static_cast<float>(value);
  if (std::isnan(narrow)) return ".nan";
  if (std::isinf(narrow)) return narrow > 0 ? ".inf" : "-.inf";
  const Digits number = shortest(narrow);
  std::string out = number.negative ? "-" : "";
  if (number.exponent < -4 || number.exponent >= 6) {
    out += number.digits.substr(0, 1);
    if (number.digits.size() > 1) out.append(1, '.').append(number.digits, 1);
    const int power = std::abs(number.exponent);
    out += number.exponent < 0 ? "e-" : "e+";
    return out + (power < 10 ? "0" : "") + std::to_string(power);
  }
  if (number.exponent < 0) {
    return out + "0." + std::string(static_cast<std::size_t>(-number.exponent - 1), '0') +
           number.digits;
  }
  const auto whole = static_cast<std::size_t>(number.exponent) + 1;
  if (number.digits.size() <= whole)
    return out + number.digits + std::string(whole - number.digits.size(), '0');
  return out + number.digits.substr(0, whole) + "." + number.digits.substr(whole);
}

std::string go_integral_digits(double value) {
  const Digits number = shortest(value);
  std::string out = number.negative ? "-" : "";
  out += number.digits;
  const auto whole = static_cast<std::size_t>(number.exponent) + 1;
  if (number.digits.size() < whole) out.append(whole - number.digits.size(), '0');
  return out;
}

bool is_go_timestamp(std::string_view text) {
  std::size_t at = 0;
  if (!take_date(text, at)) return false;
  if (at == text.size()) return true;
  if (take(text, at, ' ')) return take_clock(text, at) && at == text.size();
  if (!take(text, at, 'T') && !take(text, at, 't')) return false;
  return take_clock(text, at) && take_zone(text, at) && at == text.size();
}

}  // namespace bulwark::formats
