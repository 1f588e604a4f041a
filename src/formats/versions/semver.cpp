// SPDX-License-Identifier: Apache-2.0
// Semantic Versioning 2.0.0, item 11. What tools of the ecosystems take too is taken: a "v" in
// front, numbers that are left out, zeros in front.
#include "formats/versions/semver.h"

#include <algorithm>

#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"

namespace bulwark::formats::versions {
namespace {

// Identifiers of letters, digits and "-", with dots between them; none is empty.
bool are_identifiers(std::string_view text) {
  bool empty = true;
  for (const char c : text) {
    if (c == '.' && empty) return false;
    empty = c == '.';
    if (c != '.' && c != '-' && !is_digit(c) && !is_letter(c)) return false;
  }
  return !empty;
}

std::string_view take_identifier(std::string_view& rest) {
  const std::string_view identifier = rest.substr(0, rest.find('.'));
  rest.remove_prefix(std::min(identifier.size() + 1, rest.size()));
  return identifier;
}

std::weak_ordering compare_identifier(std::string_view a, std::string_view b, Letters letters) {
  const bool a_number = all_digits(a), b_number = all_digits(b);
  if (a_number && b_number) return compare_numbers(a, b);
  if (a_number != b_number)
    return a_number ? std::weak_ordering::less : std::weak_ordering::greater;
  return letters == Letters::of_any_case ? compare_caseless(a, b) : a.compare(b) <=> 0;
}

std::weak_ordering compare_pre_releases(std::string_view a, std::string_view b, Letters letters) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();
  while (!a.empty() && !b.empty()) {
    const std::string_view x = take_identifier(a), y = take_identifier(b);
    if (const auto order = compare_identifier(x, y, letters); order != 0) return order;
  }
  return b.empty() <=> a.empty();
}

}  // namespace

std::optional<Semver> read_semver(std::string_view text, std::size_t most_numbers) {
  Semver out;
  do {
    if (out.told == most_numbers) return std::nullopt;
    const std::string_view digits = take_digits(text);
    if (digits.empty()) return std::nullopt;
    out.numbers[out.told++] = digits;
  } while (take(text, '.'));
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    out.build = text.substr(plus + 1);
    text = text.substr(0, plus);
    if (!are_identifiers(out.build)) return std::nullopt;
  }
  if (text.empty()) return out;
  if (!take(text, '-') || !are_identifiers(text)) return std::nullopt;
  out.pre_release = text;
  return out;
}

std::weak_ordering compare(const Semver& a, const Semver& b, Letters letters) {
  for (std::size_t at = 0; at < a.numbers.size(); ++at)
    if (const auto order = compare_numbers(a.numbers[at], b.numbers[at]); order != 0) return order;
  return compare_pre_releases(a.pre_release, b.pre_release, letters);
}

Order compare_semver(std::string_view a, std::string_view b) {
  take(a, 'v');
  take(b, 'v');
  const auto x = read_semver(a, 3), y = read_semver(b, 3);
  if (!x || !y) return std::nullopt;
  return compare(*x, *y, Letters::as_they_are);
}

}  // namespace bulwark::formats::versions
