// SPDX-License-Identifier: Apache-2.0
// Versions from before PEP 440, in the order that setuptools gave them: runs of digits, of letters,
// and of the rest; "pre", "preview" and "rc" are "c", "dev" is before all words; zeros before a
// word do not count, nor does "-" before a word of a pre-release; the end is the word "final".
#include <string_view>
#include <vector>

#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"

namespace bulwark::formats::versions {
namespace {

struct Part {
  std::string_view text;
  bool number = false;
};

constexpr std::string_view kEnd = "final", kDash = "final-";

std::weak_ordering compare_parts(const Part& a, const Part& b) {
  if (a.number != b.number) return b.number <=> a.number;  // words are older
  return a.number ? compare_numbers(a.text, b.text) : compare_caseless(a.text, b.text);
}

std::string_view spelled(std::string_view word) {
  for (const std::string_view other : {"pre", "preview", "rc"})
    if (compare_caseless(word, other) == 0) return "c";
  if (compare_caseless(word, "dev") == 0) return "@";
  return word;
}

std::string_view take_run(std::string_view& rest) {
  if (is_digit(rest.front())) return take_digits(rest);
  const char first = rest.front();
  std::size_t size = 1;
  if (is_letter(first)) {
    while (size < rest.size() && is_letter(rest[size])) ++size;
  } else if (first != '.' && first != '-') {
    while (size < rest.size() && !is_letter(rest[size]) && !is_digit(rest[size]) &&
           rest[size] != '.' && rest[size] != '-')
      ++size;
  }
  const std::string_view run = rest.substr(0, size);
  rest.remove_prefix(size);
  return run;
}

void add_word(std::vector<Part>& parts, std::string_view word) {
  if (compare_caseless(word, kEnd) < 0)
    while (!parts.empty() && !parts.back().number && parts.back().text == kDash) parts.pop_back();
  while (!parts.empty() && parts.back().number && without_zeros(parts.back().text).empty())
    parts.pop_back();
  parts.push_back({.text = word});
}

std::vector<Part> parse(std::string_view rest) {
  std::vector<Part> parts;
  while (!rest.empty()) {
    const std::string_view run = take_run(rest);
    if (run == ".") continue;
    if (is_digit(run.front())) {
      parts.push_back({.text = run, .number = true});
    } else {
      add_word(parts, run == "-" ? kDash : spelled(run));
    }
  }
  add_word(parts, kEnd);
  return parts;
}

}  // namespace

std::weak_ordering compare_pypi_legacy(std::string_view a, std::string_view b) {
  const std::vector<Part> x = parse(a), y = parse(b);
  for (std::size_t at = 0; at < x.size() && at < y.size(); ++at)
    if (const auto order = compare_parts(x[at], y[at]); order != 0) return order;
  return x.size() <=> y.size();
}

}  // namespace bulwark::formats::versions
