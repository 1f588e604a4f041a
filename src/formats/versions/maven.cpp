// SPDX-License-Identifier: Apache-2.0
// Versions of Maven, by its order specification. "-" and each change between digits and letters
// begin a list within the list before, so that a version is a chain of lists: 1.0-rc1 is
// [1 [rc [1]]]. Zeros and names of a release do not count at the end of a list.
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"

namespace bulwark::formats::versions {
namespace {

constexpr std::array<std::string_view, 7> kQualifiers = {"alpha",    "beta", "milestone", "rc",
                                                         "snapshot", "",     "sp"};
constexpr std::uint8_t kRelease = 5, kUnknown = 7, kNumber = 8;

struct Qualifier {
  std::string_view text, means;
};
constexpr std::array kAliases = {Qualifier{"ga", ""}, Qualifier{"final", ""},
                                 Qualifier{"release", ""}, Qualifier{"cr", "rc"}};
// These before a digit only.
constexpr std::array kShort = {Qualifier{"a", "alpha"}, Qualifier{"b", "beta"},
                               Qualifier{"m", "milestone"}};

struct Item {
  std::string_view text = {};
  std::uint32_t list = 0;        ///< how deep its list lies
  std::uint8_t place = kNumber;  ///< in kQualifiers, or kUnknown; kNumber: it is a number

  bool is_number() const { return place == kNumber; }
  bool is_null() const { return place == kRelease || (is_number() && without_zeros(text).empty()); }
};

template <typename Names>
std::string_view meant_by(std::string_view word, const Names& names) {
  for (const Qualifier& name : names)
    if (compare_caseless(word, name.text) == 0) return name.means;
  return word;
}

std::uint8_t place_of(std::string_view word) {
  for (std::size_t at = 0; at < kQualifiers.size(); ++at)
    if (compare_caseless(word, kQualifiers[at]) == 0) return static_cast<std::uint8_t>(at);
  return kUnknown;
}

// Items of all lists, outermost first. The usual few need no memory of their own.
class Version {
 public:
  explicit Version(std::string_view text) { parse(text); }

  std::size_t size() const { return size_; }
  const Item& operator[](std::size_t at) const { return many_.empty() ? few_[at] : many_[at]; }

 private:
  void parse(std::string_view text);
  void add_run(std::string_view run, bool number, bool before_digit);
  void add(const Item& item);
  void begin_list();
  void drop_nulls();

  std::array<Item, 24> few_;
  std::vector<Item> many_;
  std::size_t size_ = 0;
  std::uint32_t list_ = 0;
};

void Version::parse(std::string_view text) {
  bool run_begins = true;
  while (!text.empty()) {
    const char c = text.front();
    if (c == '.' || c == '-') {
      if (run_begins) add({.text = "0", .list = list_});
      if (c == '-') begin_list();
      run_begins = true;
      text.remove_prefix(1);
      continue;
    }
    if (!run_begins) begin_list();  // digits and letters meet
    std::size_t size = 1;
    while (size < text.size() && text[size] != '.' && text[size] != '-' &&
           is_digit(text[size]) == is_digit(c))
      ++size;
    const bool before_digit = size < text.size() && is_digit(text[size]);
    add_run(text.substr(0, size), is_digit(c), before_digit);
    run_begins = false;
    text.remove_prefix(size);
  }
  drop_nulls();
}

void Version::add_run(std::string_view run, bool number, bool before_digit) {
  if (number) return add({.text = run, .list = list_});
  if (before_digit) run = meant_by(run, kShort);
  run = meant_by(run, kAliases);
  add({.text = run, .list = list_, .place = place_of(run)});
}

void Version::add(const Item& item) {
  if (many_.empty() && size_ < few_.size()) {
    few_[size_++] = item;
    return;
  }
  if (many_.empty()) many_.assign(few_.begin(), few_.end());
  many_.resize(size_);
  many_.push_back(item);
  ++size_;
}

void Version::begin_list() {
  drop_nulls();
  // The first stays, since 0-1 is not 1; another of which nothing is left is no list: 1-ga-1 is
  // 1-1.
  if (list_ == 0 || (size_ > 0 && (*this)[size_ - 1].list == list_)) ++list_;
}

void Version::drop_nulls() {
  while (size_ > 0 && (*this)[size_ - 1].list == list_ && (*this)[size_ - 1].is_null()) --size_;
}

// Against nothing in the other version.
std::weak_ordering compare_with_none(const Item& item) {
  if (item.is_number())
    return item.is_null() ? std::weak_ordering::equivalent : std::weak_ordering::greater;
  return item.place <=> kRelease;
}

std::weak_ordering compare_items(const Item& a, const Item& b) {
  if (a.is_number() && b.is_number()) return compare_numbers(a.text, b.text);
  if (a.place != b.place) return a.place <=> b.place;
  return a.place == kUnknown ? compare_caseless(a.text, b.text) : std::weak_ordering::equivalent;
}

// What stands at a place of a list.
enum class Here : std::uint8_t { item, list, nothing };

class Walk {
 public:
  explicit Walk(const Version& version) : version_(version) {}

  Here here(std::uint32_t list) const {
    if (at_ == version_.size()) return Here::nothing;
    return version_[at_].list == list ? Here::item : Here::list;
  }
  const Item& item() const { return version_[at_]; }
  void next() {
    if (at_ < version_.size()) ++at_;
  }
  std::weak_ordering compare_rest_with_none() const {
    for (std::size_t at = at_; at < version_.size(); ++at)
      if (const auto order = compare_with_none(version_[at]); order != 0) return order;
    return std::weak_ordering::equivalent;
  }
  // A word is older than a list, which is older than a number.
  std::weak_ordering compare_item_with_list() const {
    return item().is_number() ? std::weak_ordering::greater : std::weak_ordering::less;
  }

 private:
  const Version& version_;
  std::size_t at_ = 0;
};

}  // namespace

Order compare_maven(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return std::nullopt;
  const Version x(a), y(b);
  Walk left(x), right(y);
  for (std::uint32_t list = 0;;) {
    const Here l = left.here(list), r = right.here(list);
    if (r == Here::nothing) return left.compare_rest_with_none();
    if (l == Here::nothing) return 0 <=> right.compare_rest_with_none();
    if (l == Here::list && r == Here::list) {
      ++list;
      continue;
    }
    if (r == Here::list) return left.compare_item_with_list();
    if (l == Here::list) return 0 <=> right.compare_item_with_list();
    if (const auto order = compare_items(left.item(), right.item()); order != 0) return order;
    left.next();
    right.next();
  }
}

}  // namespace bulwark::formats::versions
