// SPDX-License-Identifier: Apache-2.0
// Versions of Packagist, as PHP's version_compare orders them (Composer's constraints use it):
// parts are runs of digits or of letters, and whatever else stands between is a dot. Words have an
// order of their own: unknown ones, dev, alpha, beta, rc, then numbers, then pl.
#include <array>

#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"

namespace bulwark::formats::versions {
namespace {

bool is_separator(char c) { return !is_digit(c) && !is_letter(c); }

// The parts of a version, one after the other. A separator at the end has an empty part behind it.
class Parts {
 public:
  explicit Parts(std::string_view text) : rest_(text) { take_part(); }

  bool ended() const { return ended_; }
  std::string_view part() const { return part_; }

  void next() {
    if (rest_.empty()) {
      ended_ = true;
      return;
    }
    while (!rest_.empty() && is_separator(rest_.front())) rest_.remove_prefix(1);
    take_part();
  }

 private:
  void take_part() {
    std::size_t size = 0;
    const bool digits = !rest_.empty() && is_digit(rest_.front());
    while (size < rest_.size() && (digits ? is_digit(rest_[size]) : is_letter(rest_[size]))) ++size;
    part_ = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }

  std::string_view rest_, part_;
  bool ended_ = false;
};

struct Word {
  std::string_view start;
  int place;
};
constexpr std::array kWords = {Word{"dev", 0}, Word{"a", 1},  Word{"b", 2},
                               Word{"RC", 3},  Word{"rc", 3}, Word{"p", 5}};
constexpr int kNumber = 4, kUnknown = -1, kEmpty = -2;

bool is_number(std::string_view part) { return !part.empty() && is_digit(part.front()); }

int place(std::string_view part) {
  if (is_number(part)) return kNumber;
  if (part.empty()) return kEmpty;
  for (const Word& word : kWords)
    if (part.starts_with(word.start)) return word.place;
  return kUnknown;
}

std::weak_ordering compare_parts(std::string_view a, std::string_view b) {
  if (is_number(a) && is_number(b)) return compare_numbers(a, b);
  return place(a) <=> place(b);
}

// A version that goes on with `part` against one that has ended: newer, unless it is a word before
// releases.
std::weak_ordering compare_with_end(std::string_view part) {
  return is_number(part) ? std::weak_ordering::greater : place(part) <=> kNumber;
}

std::string_view without_v(std::string_view text) {
  if (!text.empty() && lower(text.front()) == 'v') text.remove_prefix(1);
  return text;
}

}  // namespace

Order compare_packagist(std::string_view a, std::string_view b) {
  a = without_v(a);
  b = without_v(b);
  if (a.empty() || b.empty()) return std::nullopt;
  Parts x(a), y(b);
  for (; !x.ended() && !y.ended(); x.next(), y.next())
    if (const auto order = compare_parts(x.part(), y.part()); order != 0) return order;
  if (!x.ended()) return compare_with_end(x.part());
  if (!y.ended()) return 0 <=> compare_with_end(y.part());
  return std::weak_ordering::equivalent;
}

}  // namespace bulwark::formats::versions
