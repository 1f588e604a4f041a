// SPDX-License-Identifier: Apache-2.0
// What versions are made of: ASCII letters, and numbers of any length that are compared as text.
#pragma once

#include <compare>
#include <cstddef>
#include <string_view>

namespace bulwark::formats::versions {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

/// Takes the digits in front off `rest`; empty where there are none.
constexpr std::string_view take_digits(std::string_view& rest) {
  std::size_t size = 0;
  while (size < rest.size() && is_digit(rest[size])) ++size;
  const std::string_view digits = rest.substr(0, size);
  rest.remove_prefix(size);
  return digits;
}

constexpr bool take(std::string_view& rest, char c) {
  if (rest.empty() || rest.front() != c) return false;
  rest.remove_prefix(1);
  return true;
}

constexpr bool all_digits(std::string_view text) {
  return !take_digits(text).empty() && text.empty();
}

constexpr std::string_view without_zeros(std::string_view digits) {
  while (!digits.empty() && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

/// Of digits alone, however many; none is zero.
constexpr std::weak_ordering compare_numbers(std::string_view a, std::string_view b) {
  a = without_zeros(a);
  b = without_zeros(b);
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

/// ASCII letters of either case are the same.
constexpr std::weak_ordering compare_caseless(std::string_view a, std::string_view b) {
  for (std::size_t at = 0; at < a.size() && at < b.size(); ++at) {
    const auto x = static_cast<unsigned char>(lower(a[at]));
    const auto y = static_cast<unsigned char>(lower(b[at]));
    if (x != y) return x <=> y;
  }
  return a.size() <=> b.size();
}

}  // namespace bulwark::formats::versions
