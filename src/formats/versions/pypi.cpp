// SPDX-License-Identifier: Apache-2.0
// Versions of PyPI, as PEP 440 spells and orders them:
// [N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]. What does not fit is older than all that does.
#include <array>

#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"

namespace bulwark::formats::versions {
namespace {

// A part that is not there stands before or after all that are: `place` says which.
struct Part {
  int place = 0;
  std::string_view number = {};
};

struct Version {
  std::string_view epoch, release, local;
  Part pre, post, dev;
};

bool is_separator(char c) { return c == '.' || c == '-' || c == '_'; }

bool take_separator(std::string_view& rest) {
  if (rest.empty() || !is_separator(rest.front())) return false;
  rest.remove_prefix(1);
  return true;
}

bool take_word(std::string_view& rest, std::string_view word) {
  if (rest.size() < word.size() || compare_caseless(rest.substr(0, word.size()), word) != 0)
    return false;
  rest.remove_prefix(word.size());
  return true;
}

struct Word {
  std::string_view text;
  int place;
};
// Longer ones before those that they begin with.
constexpr std::array kPre = {Word{"alpha", 1},   Word{"a", 1},   Word{"beta", 2}, Word{"b", 2},
                             Word{"preview", 3}, Word{"pre", 3}, Word{"rc", 3},   Word{"c", 3}};
constexpr std::array kPost = {Word{"post", 1}, Word{"rev", 1}, Word{"r", 1}};
constexpr std::array kDev = {Word{"dev", -1}};
constexpr int kNoPre = 4, kDevAlone = 0;

// [separator] word [separator] [number]
template <typename Words>
bool take_part(std::string_view& rest, const Words& words, Part& out) {
  std::string_view behind = rest;
  take_separator(behind);
  for (const Word& word : words) {
    if (!take_word(behind, word.text)) continue;
    take_separator(behind);
    out = {.place = word.place, .number = take_digits(behind)};
    rest = behind;
    return true;
  }
  return false;
}

// N(.N)*; a "." that no number follows is left.
std::string_view take_release(std::string_view& rest) {
  const std::string_view whole = rest;
  take_digits(rest);
  while (rest.size() > 1 && rest[0] == '.' && is_digit(rest[1])) {
    rest.remove_prefix(1);
    take_digits(rest);
  }
  return whole.substr(0, whole.size() - rest.size());
}

// Letters and digits with separators between them.
bool is_local(std::string_view text) {
  bool empty = true;
  for (const char c : text) {
    if (is_separator(c) && empty) return false;
    empty = is_separator(c);
    if (!empty && !is_digit(c) && !is_letter(c)) return false;
  }
  return !empty;
}

void take_post(std::string_view& rest, Part& out) {
  if (rest.size() > 1 && rest[0] == '-' && is_digit(rest[1])) {
    rest.remove_prefix(1);
    out = {.place = 1, .number = take_digits(rest)};
    return;
  }
  take_part(rest, kPost, out);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\n\r\v\f";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::optional<Version> parse(std::string_view rest) {
  Version out;
  if (!rest.empty() && lower(rest.front()) == 'v') rest.remove_prefix(1);
  std::string_view behind = rest;
  const std::string_view epoch = take_digits(behind);
  if (!epoch.empty() && take(behind, '!')) {
    out.epoch = epoch;
    rest = behind;
  }
  out.release = take_release(rest);
  if (out.release.empty()) return std::nullopt;
  const bool pre = take_part(rest, kPre, out.pre);
  take_post(rest, out.post);
  take_part(rest, kDev, out.dev);
  if (!pre) out.pre.place = out.dev.place < 0 && out.post.place == 0 ? kDevAlone : kNoPre;
  if (take(rest, '+')) {
    if (!is_local(rest)) return std::nullopt;
    out.local = rest;
    return out;
  }
  if (!rest.empty()) return std::nullopt;
  return out;
}

std::weak_ordering compare_releases(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const std::string_view x = take_digits(a), y = take_digits(b);
    if (const auto order = compare_numbers(x, y); order != 0) return order;
    take(a, '.');
    take(b, '.');
  }
  return std::weak_ordering::equivalent;
}

std::weak_ordering compare_parts(const Part& a, const Part& b) {
  if (a.place != b.place) return a.place <=> b.place;
  return compare_numbers(a.number, b.number);
}

std::string_view take_segment(std::string_view& rest) {
  std::size_t size = 0;
  while (size < rest.size() && !is_separator(rest[size])) ++size;
  const std::string_view segment = rest.substr(0, size);
  rest.remove_prefix(size < rest.size() ? size + 1 : size);
  return segment;
}

std::weak_ordering compare_locals(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::string_view x = take_segment(a), y = take_segment(b);
    const bool x_number = all_digits(x), y_number = all_digits(y);
    if (x_number != y_number) return x_number <=> y_number;
    const auto order = x_number ? compare_numbers(x, y) : compare_caseless(x, y);
    if (order != 0) return order;
  }
  return b.empty() <=> a.empty();
}

std::weak_ordering compare(const Version& a, const Version& b) {
  if (const auto order = compare_numbers(a.epoch, b.epoch); order != 0) return order;
  if (const auto order = compare_releases(a.release, b.release); order != 0) return order;
  if (const auto order = compare_parts(a.pre, b.pre); order != 0) return order;
  if (const auto order = compare_parts(a.post, b.post); order != 0) return order;
  if (const auto order = compare_parts(a.dev, b.dev); order != 0) return order;
  return compare_locals(a.local, b.local);
}

}  // namespace

Order compare_pypi(std::string_view a, std::string_view b) {
  a = trimmed(a);
  b = trimmed(b);
  if (a.empty() || b.empty()) return std::nullopt;
  const auto x = parse(a), y = parse(b);
  if (x && y) return compare(*x, *y);
  if (x || y) return x.has_value() <=> y.has_value();
  return compare_pypi_legacy(a, b);
}

}  // namespace bulwark::formats::versions
