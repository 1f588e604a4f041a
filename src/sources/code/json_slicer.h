// SPDX-License-Identifier: Apache-2.0
// Cuts a stream of JSON text into its objects without parsing them: one or many objects, an array
// of them, Lists.
//
// A List (any object with an array under `items`, as kubectl sees it) and a top-level array are cut
// item by item, so that one of any size needs the memory of its largest item. Text is looked at 64
// bytes at a time and brackets outside of strings are counted: linear time, one bit of memory per
// level of nesting. A stream of one object a line is cut at line ends. After text that cannot be
// JSON, cutting goes on at the next line that begins with `{`.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "sources/code/slice.h"

namespace bulwark::sources::code {

class JsonSlicer {
 public:
  explicit JsonSlicer(const Limits& limits) : limits_(limits) {}

  /// `window` begins where the last call stopped taking, with more bytes at its end (at least 64
  /// more, unless `last`). Appends what is complete to `out`; returns how many bytes are done with.
  /// The text of the slices lies within `window`, except where text_is_gone. When `last`,
  /// everything is taken.
  std::size_t cut(std::string_view window, bool last, std::vector<Slice>& out);

  /// Every object so far stood on a line of its own.
  bool one_a_line() const { return one_a_line_ && !spread_; }

 private:
  enum class State : std::uint8_t { between, head, items, nested, skipping };
  enum class Key : std::uint8_t { other, items, kind, api_version };

  bool step();
  bool between();
  bool line();
  bool head();
  bool head_string();
  bool items();
  bool plain_item();
  bool nested();
  bool nested_block(const char* bytes);
  bool bracket(std::size_t at, bool opens);
  bool skipping();
  void ending();

  void begin_slice();
  void begin_nested(State after);
  void end_nested(std::size_t at);
  void end_document();
  void end_list();
  void begin_list(bool array);
  void learn(Key key, std::string_view text);
  void broken(std::size_t at);
  void emit(SliceKind kind, std::size_t end, Error fault = {});
  bool misplaced(std::size_t at) const;
  bool innermost_is_map() const;
  std::size_t string_end(std::size_t quote) const;
  std::size_t bad_newline(std::size_t quote, std::size_t end) const;
  bool at_line_start() const;
  char last_solid(std::size_t to) const;
  void skip_space();
  void count_lines(std::size_t to);
  std::size_t needed_from() const;

  Limits limits_;
  // The window of the call.
  std::string_view text_;
  bool last_ = false;
  std::vector<Slice>* out_ = nullptr;
  std::size_t list_in_out_ = 0;  ///< where the slices of the open list begin in *out_

  std::uint64_t base_ = 0;   ///< offset of text_[0] in the stream
  std::size_t at_ = 0;       ///< the next byte to look at
  std::size_t counted_ = 0;  ///< line_ is the line of text_[counted_]
  std::uint32_t line_ = 1;
  char before_ = '\n';        ///< the byte before text_[0]
  char solid_before_ = '\n';  ///< the last byte before text_[0] that is no space
  std::size_t searched_ = 0;  ///< no line ends before it

  State state_ = State::between;
  std::uint64_t begin_ = 0;  ///< offset of the slice that is being looked for
  std::uint32_t begin_line_ = 1;
  bool starts_line_ = false;
  bool one_a_line_ = false;
  bool spread_ = false;
  bool too_large_ = false;

  // Within a top-level object or array.
  Key key_ = Key::other;
  bool expects_key_ = true;
  std::shared_ptr<const ListHead> list_;  ///< null outside of a list
  ListHead learned_;
  bool array_ = false;
  bool after_item_ = false;
  bool after_comma_ = false;
  std::uint64_t items_ = 0;
  std::uint32_t list_line_ = 1;
  std::uint64_t list_begin_ = 0;

  // Within a nested value.
  State after_nested_ = State::between;
  std::size_t depth_ = 0;
  std::vector<std::uint64_t> maps_;  ///< bit i: level i is a map
  bool in_string_ = false;
  bool escaped_ = false;
  bool after_newline_ = false;
};

/// Line feeds in `text`.
std::uint32_t count_newlines(std::string_view text);

}  // namespace bulwark::sources::code
