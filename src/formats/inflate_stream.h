// SPDX-License-Identifier: Apache-2.0
// InflateStream: a raw deflate stream (RFC 1951) that is pushed through block by block. By ISA-L.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/unpack.h"

namespace bulwark::formats {

/// Movable only.
class InflateStream {
 public:
  InflateStream();
  InflateStream(InflateStream&& other) noexcept;
  InflateStream& operator=(InflateStream&& other) noexcept;
  ~InflateStream();

  /// Makes ready for another stream.
  void begin();

  /// Gives on what comes of `block`, of which the stream may be at its end before all is used: then
  /// done() holds. `malformed` where it is broken; errors of `take`. After an error, or at its end,
  /// nothing more may be written.
  Result<void> write(std::string_view block, const BlockTaker& take);
  bool done() const;

  /// Once it is done: how many bytes at the end of the last block are behind the stream.
  std::size_t unused() const { return unused_; }
  /// And those of blocks before it, which had been read ahead: at most 8.
  std::string_view carried() const { return carried_; }

 private:
  struct State;
  void keep_unused(std::string_view block);

  std::unique_ptr<State> state_;
  std::string last_;  ///< the last bytes of the blocks before
  std::size_t unused_ = 0;
  std::string carried_;
};

}  // namespace bulwark::formats
