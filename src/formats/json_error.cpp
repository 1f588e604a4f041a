// SPDX-License-Identifier: Apache-2.0
// A pushdown recogniser for JSON that stops at the first byte that does not fit.
#include "formats/json_error.h"

#include <vector>

namespace bulwark::formats {
namespace {

class Recogniser {
 public:
  explicit Recogniser(std::string_view text) : text_(text) {}

  std::size_t first_error() {
    while (step()) {
    }
    return at_;
  }

 private:
  enum class Want : std::uint8_t {
    value,
    value_or_end,
    key,
    key_or_end,
    colon,
    comma_or_end,
    nothing
  };

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  // Takes one token; false when it does not fit or nothing more is wanted.
  bool step() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").contains(text_[at_])) ++at_;
    if (at_ >= text_.size()) return false;
    switch (want_) {
      case Want::value: return value();
      case Want::value_or_end: return peek() == ']' ? close(false) : value();
      case Want::key: return string() && then(Want::colon);
      case Want::key_or_end: return peek() == '}' ? close(true) : string() && then(Want::colon);
      case Want::colon: return take(':') && then(Want::value);
      case Want::comma_or_end: return separator();
      case Want::nothing: return false;
    }
    return false;
  }

  bool then(Want want) {
    want_ = want;
    return true;
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool ended() { return then(open_.empty() ? Want::nothing : Want::comma_or_end); }

  bool separator() {
    const bool in_map = open_.back();
    if (take(',')) return then(in_map ? Want::key : Want::value);
    return peek() == (in_map ? '}' : ']') && close(in_map);
  }

  bool close(bool map) {
    if (open_.empty() || open_.back() != map) return false;
    ++at_;
    open_.pop_back();
    return ended();
  }

  bool value() {
    const char c = peek();
    if (c == '{' || c == '[') {
      ++at_;
      open_.push_back(c == '{');
      return then(c == '{' ? Want::key_or_end : Want::value_or_end);
    }
    if (c == '"') return string() && ended();
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return ended();
    }
    return number() && ended();
  }

  std::size_t digits() {
    const std::size_t from = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ - from;
  }

  bool number() {
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else if (digits() == 0) {
      return false;
    }
    if (peek() == '.') {
      ++at_;
      if (digits() == 0) return false;
    }
    if (peek() != 'e' && peek() != 'E') return true;
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    return digits() != 0;
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') return take('"');
      if (c < 0x20) return false;
      if (c == '\\') {
        if (!escape()) return false;
      } else if (!character()) {
        return false;
      }
    }
    return false;
  }

  bool escape() {
    ++at_;
    if (peek() != 'u')
      return at_ < text_.size() && std::string_view("\"\\/bfnrt").contains(peek()) && ++at_ != 0;
    ++at_;
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_ >= text_.size() || !std::string_view("0123456789abcdefABCDEF").contains(peek()))
        return false;
    }
    return true;
  }

  // One UTF-8 sequence: continuation bytes present, no overlong form, no surrogate, at most
  // U+10FFFF.
  bool character() {
    const auto lead = static_cast<unsigned char>(text_[at_]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || at_ + length > text_.size()) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<unsigned char>(text_[at_ + i]) & 0xC0) != 0x80) return false;
    }
    const unsigned char second = length > 1 ? static_cast<unsigned char>(text_[at_ + 1]) : 0;
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second >= 0xA0) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second >= 0x90)) {
      return false;
    }
    at_ += length;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Want want_ = Want::value;
  std::vector<bool> open_;  // true: a map, false: a list
};

}  // namespace

TextPlace place_of(std::string_view text, std::size_t offset) {
  TextPlace place;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++place.column;
    }
  }
  return place;
}

TextPlace json_error_place(std::string_view text) {
  return place_of(text, Recogniser(text).first_error());
}

}  // namespace bulwark::formats
