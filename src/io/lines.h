// SPDX-License-Identifier: Apache-2.0
// Lines: a file read block by block, given out line by line. Memory goes by the longest line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/file.h"

namespace bulwark::io {

struct Line {
  std::string_view text;     ///< without its end; must not outlive the next call of Lines::next
  std::uint64_t number = 0;  ///< from 1
  bool too_long = false;     ///< its text is left out
};

class Lines {
 public:
  /// A line of more than `longest` bytes is passed over. Behind each text `padding` bytes are
  /// readable.
  Lines(File file, std::size_t longest, std::size_t padding);

  /// nullopt at the end. Errors are those of File::read.
  Result<std::optional<Line>> next(const std::stop_token& stop);
  /// Bytes that were given out or passed over.
  std::uint64_t bytes() const { return bytes_; }

 private:
  Result<void> more(const std::stop_token& stop);
  Line give(std::size_t size, std::size_t with_end);

  File file_;
  std::size_t longest_, padding_;
  std::vector<char> buffer_;
  std::size_t first_ = 0, end_ = 0;  ///< what is in the buffer
  std::uint64_t number_ = 0, bytes_ = 0;
  bool ended_ = false;
};

}  // namespace bulwark::io
