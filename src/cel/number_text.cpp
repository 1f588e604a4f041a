// SPDX-License-Identifier: Apache-2.0
// Numbers to and from text, by the standard library's conversions and Kubernetes' spelling.
#include "cel/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "cel/text_front.h"

namespace bulwark::cel {
namespace {

std::string not_finite_text(double d) { return std::isnan(d) ? "NaN" : d > 0 ? "+Inf" : "-Inf"; }

std::string to_text(double d, std::chars_format format) {
  std::array<char, 400> buffer;  // NOLINT: filled by to_chars
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), d, format).ptr;
  return {buffer.data(), end};
}

}  // namespace

std::string plain_double_text(double d) {
  return std::isfinite(d) ? to_text(d, std::chars_format::fixed) : not_finite_text(d);
}

std::string double_text(double d) {
  if (!std::isfinite(d)) return not_finite_text(d);
  std::string scientific = to_text(d, std::chars_format::scientific);
  const std::size_t e = scientific.find('e');
  const int exponent = std::atoi(scientific.c_str() + e + 1);
  if (exponent < -4 || exponent >= 6) return scientific;
  return to_text(d, std::chars_format::fixed);
}

std::optional<std::int64_t> parse_int(std::string_view text) {
  if (take(text, '+') && !text.empty() && text[0] == '-') return std::nullopt;
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<std::uint64_t> parse_uint(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

namespace {

std::optional<double> parse_not_finite(std::string_view text, double sign) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
  if (lower == "inf" || lower == "infinity") return sign * std::numeric_limits<double>::infinity();
  if (lower == "nan") return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

}  // namespace

std::optional<double> parse_double(std::string_view text) {
  double sign = 1;
  if (!take(text, '+') && take(text, '-')) sign = -1;
  if (text.empty()) return std::nullopt;
  if (!is_digit(text[0]) && text[0] != '.') return parse_not_finite(text, sign);
  auto format = std::chars_format::general;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    if (text.find_first_of("pP") == std::string_view::npos) return std::nullopt;
    format = std::chars_format::hex;
    text.remove_prefix(2);
  }
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, format);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // Too small to tell from zero is zero; too large is an error.
    const bool small = text.find("e-") != std::string_view::npos ||
                       text.find("E-") != std::string_view::npos;
    return small ? std::optional(sign * 0.0) : std::nullopt;
  }
  if (error != std::errc()) return std::nullopt;
  return sign * out;
}

}  // namespace bulwark::cel
