// SPDX-License-Identifier: Apache-2.0
// Versions of rpm: [epoch:]version[-release], each part ordered as rpmvercmp does: runs of digits
// and of letters, "~" before everything, "^" after the end but before any more.
#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"

namespace bulwark::formats::versions {
namespace {

struct Version {
  std::string_view epoch, version, release;
  bool has_release = false;
};

Version parse(std::string_view text) {
  Version out;
  std::string_view rest = text;
  out.epoch = take_digits(rest);
  if (take(rest, ':')) {
    text = rest;
  } else {
    out.epoch = {};
  }
  const std::size_t dash = text.rfind('-');
  out.has_release = dash != std::string_view::npos;
  out.version = text.substr(0, dash);
  if (out.has_release) out.release = text.substr(dash + 1);
  return out;
}

void skip_separators(std::string_view& rest) {
  while (!rest.empty() && !is_digit(rest.front()) && !is_letter(rest.front()) &&
         rest.front() != '~' && rest.front() != '^')
    rest.remove_prefix(1);
}

std::string_view take_letters(std::string_view& rest) {
  std::size_t size = 0;
  while (size < rest.size() && is_letter(rest[size])) ++size;
  const std::string_view letters = rest.substr(0, size);
  rest.remove_prefix(size);
  return letters;
}

// Both are at a digit or a letter.
std::weak_ordering compare_runs(std::string_view& a, std::string_view& b) {
  const bool digits = is_digit(a.front());
  if (digits != is_digit(b.front()))
    return digits ? std::weak_ordering::greater : std::weak_ordering::less;
  const std::string_view x = digits ? take_digits(a) : take_letters(a);
  const std::string_view y = digits ? take_digits(b) : take_letters(b);
  return digits ? compare_numbers(x, y) : x.compare(y) <=> 0;
}

// What "~" and "^" decide at this place; takes them where both have one.
enum class Mark : unsigned char { none, taken, less, greater };

Mark compare_marks(std::string_view& a, std::string_view& b) {
  const char x = a.empty() ? '\0' : a.front(), y = b.empty() ? '\0' : b.front();
  if (x == y && (x == '~' || x == '^')) {
    a.remove_prefix(1);
    b.remove_prefix(1);
    return Mark::taken;
  }
  if (x == '~') return Mark::less;
  if (y == '~') return Mark::greater;
  if (x == '^') return b.empty() ? Mark::greater : Mark::less;
  if (y == '^') return a.empty() ? Mark::less : Mark::greater;
  return Mark::none;
}

std::weak_ordering compare_parts(std::string_view a, std::string_view b) {
  for (;;) {
    skip_separators(a);
    skip_separators(b);
    const Mark mark = compare_marks(a, b);
    if (mark == Mark::taken) continue;
    if (mark == Mark::less) return std::weak_ordering::less;
    if (mark == Mark::greater) return std::weak_ordering::greater;
    if (a.empty() || b.empty()) return b.empty() <=> a.empty();
    if (const auto order = compare_runs(a, b); order != 0) return order;
  }
}

}  // namespace

Order compare_redhat(std::string_view a, std::string_view b) {
  const Version x = parse(a), y = parse(b);
  if (const auto order = compare_numbers(x.epoch, y.epoch); order != 0) return order;
  if (const auto order = compare_parts(x.version, y.version); order != 0) return order;
  if (x.has_release != y.has_release) return x.has_release <=> y.has_release;
  return compare_parts(x.release, y.release);
}

}  // namespace bulwark::formats::versions
