// SPDX-License-Identifier: Apache-2.0
// Numbers with dots between them, a stage of development, then whatever a vendor adds.
#include "knowledge/cve_version.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace bulwark::knowledge {
namespace {

constexpr std::size_t kLongest = 160;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool take_number(std::string_view& text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

// "-rc.1", "-alpha.0.123", "-rc93": the words and numbers of the stage.
std::vector<std::string> take_stage(std::string_view& text) {
  constexpr std::array<std::string_view, 5> kStages{"alpha", "beta", "rc", "pre", "dev"};
  std::vector<std::string> out;
  if (!text.starts_with('-')) return out;
  std::string_view rest = text.substr(1);
  const bool known = std::ranges::any_of(kStages, [&](std::string_view one) {
    return rest.starts_with(one) && (rest.size() == one.size() || !is_letter(rest[one.size()]));
  });
  if (!known) return out;
  while (!rest.empty() && (is_digit(rest.front()) || is_letter(rest.front()))) {
    const bool digits = is_digit(rest.front());
    const auto end = std::ranges::find_if_not(rest, digits ? is_digit : is_letter);
    const auto size = static_cast<std::size_t>(end - rest.begin());
    out.emplace_back(rest.substr(0, size));
    rest.remove_prefix(size);
    if (rest.size() > 1 && rest[0] == '.' && (is_digit(rest[1]) || is_letter(rest[1])))
      rest.remove_prefix(1);
  }
  text = rest;
  return out;
}

// The fourteen digits of "-20220101120000-0123456789ab", which "-0." or "-rc.1.0." may precede.
std::string pseudo_time(std::string_view text) {
  const std::size_t last = text.rfind('-');
  if (last == std::string_view::npos || text.size() - last != 13 || last < 15) return {};
  const std::string_view time = text.substr(last - 14, 14);
  const char before = text[last - 15];
  if (!std::ranges::all_of(time, is_digit) || (before != '-' && before != '.')) return {};
  return std::string(time);
}

std::weak_ordering compare_words(const std::string& a, const std::string& b) {
  const bool digits_a = is_digit(a.front()), digits_b = is_digit(b.front());
  if (digits_a != digits_b)
    return digits_a ? std::weak_ordering::less : std::weak_ordering::greater;
  if (!digits_a) return a <=> b;
  const auto strip = [](std::string_view text) {
    const std::size_t first = text.find_first_not_of('0');
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
  };
  const std::string_view x = strip(a), y = strip(b);
  if (x.size() != y.size()) return x.size() <=> y.size();
  return x <=> y;
}

std::weak_ordering compare_stages(const std::vector<std::string>& a,
                                  const std::vector<std::string>& b) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();  // the release comes last
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const std::weak_ordering order = compare_words(a[i], b[i]);
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

}  // namespace

std::optional<CveVersion> parse_cve_version(std::string_view text) {
  if (text.size() > kLongest) return std::nullopt;
  if (text.starts_with('v') || text.starts_with('V')) text.remove_prefix(1);
  CveVersion out;
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  while (out.count < out.numbers.size()) {
    if (!take_number(text, out.numbers[out.count])) return std::nullopt;
    ++out.count;
    if (text.size() < 2 || text[0] != '.' || !is_digit(text[1])) break;
    if (out.count < out.numbers.size()) text.remove_prefix(1);
  }
  out.pseudo = pseudo_time(text);
  if (out.pseudo.empty()) out.stage = take_stage(text);
  out.rest = text;
  return out;
}

bool CveVersion::is_vendor_build() const {
  if (rest.empty() || !pseudo.empty()) return false;
  // "3.5.9-0": the number of the build, as the project's own images have it.
  return !(rest.front() == '-' && rest.size() > 1 && rest.size() < 4 &&
           std::ranges::all_of(rest.substr(1), is_digit));
}

std::string CveVersion::text() const {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += fmt::format("{}{}", i == 0 ? "" : ".", numbers[i]);
  for (std::size_t i = 0; i < stage.size(); ++i) out += (i == 0 ? "-" : ".") + stage[i];
  return out;
}

std::optional<std::weak_ordering> compare_cve_versions(const CveVersion& a, const CveVersion& b) {
  const auto is_zero = [](const CveVersion& one) {
    return one.pseudo.empty() && one.stage.empty() &&
           std::ranges::all_of(one.numbers, [](std::uint64_t number) { return number == 0; });
  };
  if (a.pseudo.empty() != b.pseudo.empty()) {
    if (is_zero(a)) return std::weak_ordering::less;
    if (is_zero(b)) return std::weak_ordering::greater;
    return std::nullopt;
  }
  if (a.numbers != b.numbers) return a.numbers <=> b.numbers;
  if (!a.pseudo.empty()) return a.pseudo <=> b.pseudo;
  return compare_stages(a.stage, b.stage);
}

}  // namespace bulwark::knowledge
