// SPDX-License-Identifier: Apache-2.0
// The inside of a value: brackets outside of strings are counted until the one that opened it is
// closed.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "sources/code/json_blocks.h"
#include "sources/code/json_slicer.h"

namespace bulwark::sources::code {
namespace {

constexpr std::size_t kBlock = 64;
// Nothing that nests deeper can be an object; without an end, memory for the levels would grow with
// the input.
constexpr std::size_t kDeepest = std::size_t{1} << 20;

}  // namespace

void JsonSlicer::begin_nested(State after) {
  after_nested_ = after;
  state_ = State::nested;
  depth_ = 0;
  in_string_ = false;
  escaped_ = false;
  after_newline_ = false;
}

bool JsonSlicer::nested() {
  const bool counts = list_ == nullptr || after_nested_ == State::items;
  while (state_ == State::nested && at_ + kBlock <= text_.size()) {
    if (nested_block(text_.data() + at_)) return true;
    if (counts && base_ + at_ - begin_ > limits_.bytes) too_large_ = true;
  }
  if (!last_ || at_ == text_.size()) return false;
  std::array<char, kBlock> rest;
  rest.fill(' ');
  std::memcpy(rest.data(), text_.data() + at_, text_.size() - at_);
  if (nested_block(rest.data())) return true;
  at_ = text_.size();
  return false;
}

// Looks at the 64 bytes at at_. True when the value ended in them, well or badly; otherwise at_
// moves behind them.
bool JsonSlicer::nested_block(const char* bytes) {
  const BlockMasks masks = classify(bytes);
  const std::uint64_t quotes = masks.quote & ~escaped_bytes(masks.backslash, escaped_);
  const std::uint64_t inside = running_parity(quotes) ^ (in_string_ ? ~std::uint64_t{0} : 0);
  const std::uint64_t line_begins = masks.newline << 1 | (after_newline_ ? 1 : 0);
  const auto bad_newline = static_cast<unsigned>(
      std::countr_zero(masks.newline & inside));  // 64
                                                  // when
                                                  // there
                                                  // is
                                                  // none
  std::uint64_t brackets = (masks.open | masks.close) & ~inside;
  const std::size_t start = at_;
  for (; brackets != 0; brackets &= brackets - 1) {
    const auto i = static_cast<unsigned>(std::countr_zero(brackets));
    if (i > bad_newline) break;
    const bool opens = (masks.open >> i & 1) != 0;
    if (opens && depth_ > 0 && (line_begins >> i & 1) != 0 && misplaced(start + i)) {
      broken(start + i - 1);
      return true;
    }
    if (bracket(start + i, opens)) return true;
  }
  if (bad_newline < kBlock) {  // a string cannot hold one: the rest of its line is lost
    broken(start + bad_newline);
    return true;
  }
  in_string_ = (inside >> 63) != 0;
  after_newline_ = (masks.newline >> 63) != 0;
  at_ = start + kBlock;
  return false;
}

// True when the value ends with this bracket.
bool JsonSlicer::bracket(std::size_t at, bool opens) {
  const bool map = (text_[at] | 0x20) == (opens ? '{' : '}') && (text_[at] & 0x20) != 0;
  if (opens) {
    if (depth_ >= kDeepest) {
      broken(at);
      return true;
    }
    if (maps_.size() <= depth_ / 64) maps_.push_back(0);
    const std::uint64_t bit = std::uint64_t{1} << depth_ % 64;
    std::uint64_t& word = maps_[depth_ / 64];
    word = map ? word | bit : word & ~bit;
    ++depth_;
    return false;
  }
  if (innermost_is_map() != map) {
    broken(at + 1);
    return true;
  }
  if (--depth_ > 0) return false;
  end_nested(at + 1);
  return true;
}

void JsonSlicer::end_nested(std::size_t end) {
  at_ = end;
  state_ = after_nested_;
  if (after_nested_ != State::items) return;
  emit(too_large_ ? SliceKind::broken : SliceKind::item, end);
  too_large_ = false;
  ++items_;
  after_item_ = true;
  after_comma_ = false;
}

bool JsonSlicer::innermost_is_map() const {
  const std::size_t level = depth_ - 1;
  return (maps_[level / 64] >> level % 64 & 1) != 0;
}

// A `{` at the beginning of a line within a value is the next object of the stream when no value
// can stand there.
bool JsonSlicer::misplaced(std::size_t at) const {
  if (text_[at] != '{') return false;
  const char c = last_solid(at);
  if (c == ':' || c == '[') return false;
  return c != ',' || innermost_is_map();
}

}  // namespace bulwark::sources::code
