// SPDX-License-Identifier: Apache-2.0
// Each form by hand: there are few, and each is short.
#include "formats/toml_scalar.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace bulwark::formats {
namespace {

bool is_digit(char c, unsigned base = 10) {
  if (base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return true;
  return c >= '0' && c < static_cast<char>('0' + (base < 10 ? base : 10));
}

// Digits with single "_" between them, which are left out; empty: there are none, or others.
std::string digits_in(std::string_view text, unsigned base = 10) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between = i > 0 && i + 1 < text.size() && is_digit(text[i - 1], base) &&
                         is_digit(text[i + 1], base);
    if (text[i] == '_' && between) continue;
    if (!is_digit(text[i], base)) return {};
    out += text[i];
  }
  return out;
}

std::optional<Value> integer_of(const std::string& digits, int base) {
  std::int64_t out = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), out, base);
  if (end.ec != std::errc() || end.ptr != digits.data() + digits.size()) return std::nullopt;
  return Value::integer(out);
}

std::optional<Value> with_base(std::string_view text) {
  constexpr std::array<std::pair<char, unsigned>, 3> kBases{{{'x', 16}, {'o', 8}, {'b', 2}}};
  for (const auto& [name, base] : kBases) {
    if (text.size() < 3 || text[0] != '0' || text[1] != name) continue;
    const std::string digits = digits_in(text.substr(2), base);
    return digits.empty() ? std::nullopt : integer_of(digits, static_cast<int>(base));
  }
  return std::nullopt;
}

std::optional<Value> float_of(const std::string& text) {
  double out = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  if (end.ec == std::errc::result_out_of_range) {  // too small is 0, too large infinite
    const std::size_t exponent = text.find_first_of("eE");
    const bool is_small = exponent != std::string::npos && text[exponent + 1] == '-';
    if (is_small) return Value::number(0.0);
    return Value::short_string(text[0] == '-' ? "-inf" : "inf");
  }
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  return Value::number(out);
}

std::optional<Value> decimal(std::string_view text) {
  std::string out;
  if (text[0] == '+' || text[0] == '-') {
    if (text[0] == '-') out = "-";
    text.remove_prefix(1);
  }
  const std::string_view whole = text.substr(0, text.find_first_of(".eE"));
  std::string_view rest = text.substr(whole.size());
  const std::string digits = digits_in(whole);
  if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
  out += digits;
  if (rest.empty()) return integer_of(out, 10);
  if (rest[0] == '.') {
    const std::string_view part = rest.substr(1, rest.find_first_of("eE") - 1);
    const std::string fraction = digits_in(part);
    if (fraction.empty()) return std::nullopt;
    out += "." + fraction;
    rest.remove_prefix(1 + part.size());
  }
  if (rest.empty()) return float_of(out);
  out += 'e';
  rest.remove_prefix(1);
  if (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) {
    if (rest[0] == '-') out += '-';
    rest.remove_prefix(1);
  }
  const std::string exponent = digits_in(rest);
  if (exponent.empty()) return std::nullopt;
  return float_of(out + exponent);
}

// Takes what matches `form` ("0" is a digit, all else itself) off the front.
bool take(std::string_view& text, std::string_view form) {
  if (text.size() < form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '0' ? !is_digit(text[i]) : text[i] != form[i]) return false;
  }
  text.remove_prefix(form.size());
  return true;
}

int two(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

bool take_date(std::string_view& text) {
  const std::string_view all = text;
  if (!take(text, "0000-00-00")) return false;
  const int year = two(all, 0) * 100 + two(all, 2);
  const int month = two(all, 5);
  const int day = two(all, 8);
  constexpr std::array<int, 13> kDays{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year == 0 || month < 1 || month > 12) return false;
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int most = kDays.at(static_cast<std::size_t>(month)) + (month == 2 && is_leap ? 1 : 0);
  return day >= 1 && day <= most;
}

bool take_time(std::string_view& text) {
  const std::string_view all = text;
  if (!take(text, "00:00:00") || two(all, 0) > 23 || two(all, 3) > 59 || two(all, 6) > 59)
    return false;
  if (!text.starts_with('.')) return true;
  text.remove_prefix(1);
  if (text.empty() || !is_digit(text[0])) return false;
  while (!text.empty() && is_digit(text[0])) text.remove_prefix(1);
  return true;
}

bool take_zone(std::string_view& text) {
  if (text.empty()) return true;
  if (text == "Z" || text == "z") {
    text = {};
    return true;
  }
  text = text.substr(text[0] == '+' || text[0] == '-' ? 1 : 0);
  const std::string_view all = text;
  return take(text, "00:00") && two(all, 0) < 24 && two(all, 3) < 60;
}

std::optional<Value> moment(std::string_view text, Pool& pool) {
  std::string_view rest = text;
  if (!take_date(rest)) {
    rest = text;
    return take_time(rest) && rest.empty() ? std::optional(pool.string(text)) : std::nullopt;
  }
  if (rest.empty()) return pool.string(text);
  std::string out(text);
  if (!std::string_view("Tt ").contains(rest[0])) return std::nullopt;
  out[text.size() - rest.size()] = 'T';
  rest.remove_prefix(1);
  if (!take_time(rest)) return std::nullopt;
  if (!rest.empty() && !std::string_view("Zz+-").contains(rest[0])) return std::nullopt;
  if (!take_zone(rest) || !rest.empty()) return std::nullopt;
  if (out.back() == 'z') out.back() = 'Z';
  return pool.string(out);
}

}  // namespace

bool begins_with_date(std::string_view text) { return take(text, "0000-00-00"); }

std::optional<Value> toml_scalar(std::string_view text, Pool& pool) {
  if (text.empty()) return std::nullopt;
  if (text == "true" || text == "false") return Value::boolean(text == "true");
  if (text == "inf" || text == "+inf") return Value::short_string("inf");
  if (text == "-inf") return Value::short_string("-inf");
  if (text == "nan" || text == "+nan" || text == "-nan") return Value::short_string("nan");
  if (const auto number = with_base(text)) return number;
  if (const auto number = decimal(text)) return number;
  return moment(text, pool);
}

}  // namespace bulwark::formats
