// SPDX-License-Identifier: Apache-2.0
// A buffer that grows to the longest line; what is left of a block moves to its front.
#include "io/lines.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

namespace bulwark::io {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

}  // namespace

Lines::Lines(File file, std::size_t longest, std::size_t padding)
    : file_(std::move(file)), longest_(longest), padding_(padding), buffer_(kBlock + padding) {}

// Reads on behind what is there.
Result<void> Lines::more(const std::stop_token& stop) {
  std::memmove(buffer_.data(), buffer_.data() + first_, end_ - first_);
  end_ -= std::exchange(first_, 0);
  if (end_ + kBlock / 2 > buffer_.size() - padding_) buffer_.resize(2 * buffer_.size());
  const std::span<char> free(buffer_.data() + end_, buffer_.size() - padding_ - end_);
  const std::size_t got = TRY(file_.read(free, stop));
  ended_ = got < free.size();
  end_ += got;
  return {};
}

Line Lines::give(std::size_t size, std::size_t with_end) {
  const Line line{{buffer_.data() + first_, size}, ++number_, size > longest_};
  first_ += with_end;
  bytes_ += with_end;
  return line.too_long ? Line{{}, line.number, true} : line;
}

Result<std::optional<Line>> Lines::next(const std::stop_token& stop) {
  bool passed = false;  // a part of this line is gone already
  for (std::size_t looked = 0;;) {
    const std::string_view text(buffer_.data() + first_, end_ - first_);
    const std::size_t at = text.find('\n', looked);
    const bool last = at == std::string_view::npos && ended_;
    if (last && text.empty() && !passed) return std::optional<Line>();
    if (at != std::string_view::npos || last) {
      const std::size_t size = last ? text.size() : at;
      Line line = give(size, size + (last ? 0 : 1));
      if (passed) line = {{}, line.number, true};
      return std::optional<Line>(line);
    }
    looked = text.size();
    if (looked > longest_) {
      bytes_ += looked;
      first_ = end_;
      looked = 0;
      passed = true;
    }
    TRY_VOID(more(stop));
  }
}

}  // namespace bulwark::io
