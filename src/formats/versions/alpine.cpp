// SPDX-License-Identifier: Apache-2.0
// Versions of apk-tools: number{.number}{letter}{_suffix{number}}{~hash}{-r#}, token by token.
// Where the next tokens differ in kind, the order of the kinds decides. What fits no token ends a
// version and is older than an end; two such rests are ordered as bytes, unless they stand where a
// revision belongs.
#include <array>

#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"

namespace bulwark::formats::versions {
namespace {

// From the newest to the oldest that may follow.
enum class Kind : unsigned char {
  first_number,
  number,
  letter,
  suffix,
  suffix_number,
  hash,
  revision,
  end,
  invalid,
};

constexpr std::array<std::string_view, 9> kSuffixes = {"alpha", "beta", "pre", "rc", "cvs",
                                                       "svn",   "git",  "hg",  "p"};
constexpr std::size_t kFirstAfterRelease = 4;

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }

template <typename Allowed>
std::string_view take_while(std::string_view& rest, Allowed allowed) {
  std::size_t size = 0;
  while (size < rest.size() && allowed(rest[size])) ++size;
  const std::string_view taken = rest.substr(0, size);
  rest.remove_prefix(size);
  return taken;
}

struct Token {
  Kind kind = Kind::invalid;
  std::string_view value = {};  ///< of `invalid`: all that is left
  std::size_t suffix = 0;       ///< its place in kSuffixes

  bool is_pre_release() const { return kind == Kind::suffix && suffix < kFirstAfterRelease; }
};

class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) { take_number(Kind::first_number); }

  const Token& token() const { return token_; }

  void next() {
    if (rest_.empty()) {
      token_ = {.kind = Kind::end};
      return;
    }
    const char c = rest_.front();
    if (is_small(c)) return letter();
    if (c == '.' || is_digit(c)) return number();
    if (c == '_') return suffix();
    if (c == '~') return hash();
    if (c == '-') return revision();
    invalid();
  }

 private:
  void invalid() { token_ = {.kind = Kind::invalid, .value = rest_}; }

  void take_number(Kind kind) {
    std::string_view rest = rest_;
    const std::string_view digits = take_digits(rest);
    if (digits.empty()) return invalid();
    token_ = {.kind = kind, .value = digits};
    rest_ = rest;
  }

  void letter() {
    if (token_.kind > Kind::number) return invalid();
    token_ = {.kind = Kind::letter, .value = rest_.substr(0, 1)};
    rest_.remove_prefix(1);
  }

  void number() {
    if (rest_.front() == '.') {
      if (token_.kind > Kind::number || rest_.size() < 2 || !is_digit(rest_[1])) return invalid();
      rest_.remove_prefix(1);
      return take_number(Kind::number);
    }
    if (token_.kind != Kind::suffix) return invalid();
    take_number(Kind::suffix_number);
  }

  void suffix() {
    std::string_view rest = rest_.substr(1);
    const std::string_view word = take_while(rest, is_small);
    std::size_t at = 0;
    while (at < kSuffixes.size() && kSuffixes[at] != word) ++at;
    if (token_.kind > Kind::suffix_number || at == kSuffixes.size()) return invalid();
    token_ = {.kind = Kind::suffix, .suffix = at};
    rest_ = rest;
  }

  void hash() {
    std::string_view rest = rest_.substr(1);
    const std::string_view digits = take_while(rest, is_hex);
    if (token_.kind >= Kind::hash || digits.empty()) return invalid();
    token_ = {.kind = Kind::hash, .value = digits};
    rest_ = rest;
  }

  // "-r" alone is "-r0".
  void revision() {
    std::string_view rest = rest_.substr(1);
    if (token_.kind >= Kind::revision || !take(rest, 'r')) return invalid();
    const std::string_view digits = take_digits(rest);
    if (digits.empty() && !rest.empty() && rest.front() != '-') return invalid();
    token_ = {.kind = Kind::revision, .value = digits};
    rest_ = rest;
  }

  std::string_view rest_;
  Token token_;
};

std::weak_ordering compare_values(const Token& a, const Token& b) {
  switch (a.kind) {
    case Kind::number:
      // As digits behind a decimal point.
      if (a.value.front() == '0' || b.value.front() == '0') return a.value.compare(b.value) <=> 0;
      return compare_numbers(a.value, b.value);
    case Kind::first_number:
    case Kind::suffix_number:
    case Kind::revision: return compare_numbers(a.value, b.value);
    case Kind::suffix: return a.suffix <=> b.suffix;
    case Kind::letter:
    case Kind::hash: return a.value.compare(b.value) <=> 0;
    case Kind::invalid:
      if (a.value.starts_with('-') && b.value.starts_with('-')) break;
      return a.value.compare(b.value) <=> 0;
    case Kind::end: break;
  }
  return std::weak_ordering::equivalent;
}

std::weak_ordering compare_kinds(const Token& a, const Token& b) {
  if (a.is_pre_release()) return std::weak_ordering::less;
  if (b.is_pre_release()) return std::weak_ordering::greater;
  return b.kind <=> a.kind;
}

}  // namespace

Order compare_alpine(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return std::nullopt;
  Tokens x(a), y(b);
  for (;; x.next(), y.next()) {
    if (x.token().kind != y.token().kind) return compare_kinds(x.token(), y.token());
    const auto order = compare_values(x.token(), y.token());
    if (order != 0 || x.token().kind >= Kind::end) return order;
  }
}

}  // namespace bulwark::formats::versions
