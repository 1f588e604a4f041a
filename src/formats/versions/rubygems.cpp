// SPDX-License-Identifier: Apache-2.0
// Versions of RubyGems: runs of digits and of letters. Zeros do not count where they end the
// numbers before the first word, or the whole; a word is older than a number, and than nothing.
#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"

namespace bulwark::formats::versions {
namespace {

// A number and a "." are between them where none is written: "1.a2" is 1, a, 2; "-" is "pre".
std::string_view take_segment(std::string_view& rest) {
  while (take(rest, '.')) {
  }
  if (rest.empty()) return {};
  if (take(rest, '-')) return "pre";
  const bool digits = is_digit(rest.front());
  std::size_t size = 0;
  while (size < rest.size() && (digits ? is_digit(rest[size]) : is_letter(rest[size]))) ++size;
  const std::string_view segment = rest.substr(0, size);
  rest.remove_prefix(size);
  return segment;
}

bool is_zero(std::string_view segment) { return without_zeros(segment).empty(); }

// The segments that count: of the text up to the end of `numbers`, and from the begin of `rest`.
struct Version {
  std::string_view numbers, rest;

  std::string_view take_next() {
    std::string_view segment = take_segment(numbers);
    if (segment.empty()) segment = take_segment(rest);
    return segment;
  }
};

// A number, then letters and digits with dots between them, then the same behind a "-", "-" among
// them. The empty version is 0.
bool is_version(std::string_view text) {
  if (text.empty()) return true;
  bool empty = true, dashed = false;
  if (!is_digit(text.front())) return false;
  for (const char c : text) {
    if ((c == '.' || (c == '-' && !dashed)) && empty) return false;
    empty = c == '.' || (c == '-' && !dashed);
    dashed = dashed || c == '-';
    if (c != '.' && c != '-' && !is_digit(c) && !is_letter(c)) return false;
  }
  return !empty;
}

std::optional<Version> parse(std::string_view text) {
  if (!is_version(text)) return std::nullopt;
  std::size_t numbers_end = 0, word = text.size(), end = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t before = text.size() - rest.size();
    const std::string_view segment = take_segment(rest);
    if (segment.empty()) break;
    const std::size_t after = text.size() - rest.size();
    if (!is_digit(segment.front()) && word == text.size()) word = before;
    if (!is_zero(segment)) (word == text.size() ? numbers_end : end) = after;
  }
  Version out;
  out.numbers = text.substr(0, numbers_end);
  if (word < end) out.rest = text.substr(word, end - word);
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\n\r\v\f";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::weak_ordering compare_segments(std::string_view a, std::string_view b) {
  const bool a_number = a.empty() || is_digit(a.front());
  const bool b_number = b.empty() || is_digit(b.front());
  if (a_number && b_number) return compare_numbers(a, b);
  if (a_number != b_number) return a_number <=> b_number;
  return a.compare(b) <=> 0;
}

}  // namespace

Order compare_rubygems(std::string_view a, std::string_view b) {
  auto x = parse(trimmed(a)), y = parse(trimmed(b));
  if (!x || !y) return std::nullopt;
  for (;;) {
    const std::string_view left = x->take_next(), right = y->take_next();
    if (left.empty() && right.empty()) return std::weak_ordering::equivalent;
    if (const auto order = compare_segments(left, right); order != 0) return order;
  }
}

}  // namespace bulwark::formats::versions
