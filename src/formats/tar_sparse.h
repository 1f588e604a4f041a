// SPDX-License-Identifier: Apache-2.0
// A sparse file of a tar archive: the pieces that hold bytes, and zeros between them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/tar_header.h"

namespace bulwark::formats {

/// Whether pieces follow one another within a file of `size` bytes, and hold `stored` bytes.
Result<void> check_pieces(const std::vector<TarPiece>& pieces, std::uint64_t size,
                          std::uint64_t stored);

/// The map that stands in front of a file's bytes (GNU.sparse 1.0): decimal numbers, one a line:
/// how many pieces, then offset and size of each; filled up to a whole block.
class SparseMapReader {
 public:
  explicit SparseMapReader(std::size_t most_pieces) : most_(most_pieces) {}

  /// Whether this block ends the map.
  Result<bool> write(std::string_view block);
  std::vector<TarPiece> take() &&;

 private:
  Result<bool> end_line();

  std::size_t most_;
  std::string line_;
  std::vector<std::uint64_t> numbers_;
};

/// Turns stored bytes into the file's.
class SparseFile {
 public:
  /// What gets the file's bytes; false: the rest is not wanted.
  using Taker = std::function<Result<bool>(std::string_view)>;

  /// Pieces that check_pieces() has found good.
  SparseFile(std::vector<TarPiece> pieces, std::uint64_t size)
      : pieces_(std::move(pieces)), size_(size) {}

  Result<bool> write(std::string_view stored, const Taker& take);
  /// The hole at the end.
  Result<bool> finish(const Taker& take) { return fill(size_, take); }

 private:
  Result<bool> fill(std::uint64_t until, const Taker& take);

  std::vector<TarPiece> pieces_;
  std::uint64_t size_;
  std::size_t next_ = 0;    ///< piece
  std::uint64_t done_ = 0;  ///< bytes of the file
};

}  // namespace bulwark::formats
