// SPDX-License-Identifier: Apache-2.0
#include "base/day.h"

#include <charconv>

namespace bulwark {
namespace {

constexpr std::string_view kForm = "0000-00-00";

bool has_form(std::string_view text) {
  if (text.size() < kForm.size()) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == '0' ? !digit : text[i] != kForm[i]) return false;
  }
  return true;
}

unsigned number(std::string_view digits) {
  unsigned out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

}  // namespace

std::optional<std::chrono::sys_days> day_of(std::string_view text) {
  if (!has_form(text)) return std::nullopt;
  const std::chrono::year_month_day day{
      std::chrono::year(static_cast<int>(number(text.substr(0, 4)))),
      std::chrono::month(number(text.substr(5, 2))), std::chrono::day(number(text.substr(8, 2)))};
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day);
}

bool is_day(std::string_view text) { return text.size() == kForm.size() && day_of(text); }

std::optional<std::int64_t> days_between(std::string_view from, std::string_view to) {
  const auto first = day_of(from);
  const auto last = day_of(to);
  if (!first || !last) return std::nullopt;
  return (*last - *first).count();
}

}  // namespace bulwark
