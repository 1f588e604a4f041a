// SPDX-License-Identifier: Apache-2.0
// RandomFile: a regular file that is read at any place.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::io {

/// Owns its descriptor. Several threads may read at once. Movable only.
class RandomFile {
 public:
  /// `unsupported` for anything but a regular file.
  static Result<RandomFile> open(const std::string& path);

  RandomFile(RandomFile&& other) noexcept;
  RandomFile& operator=(RandomFile&& other) noexcept;
  RandomFile(const RandomFile&) = delete;
  RandomFile& operator=(const RandomFile&) = delete;
  ~RandomFile();

  std::uint64_t size() const { return size_; }

  /// Fills `to`; fewer bytes mean that the file ends there.
  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> to) const;

  /// Gives `size` bytes from `offset` on in blocks. `malformed` where the file ends before.
  Result<void> read_blocks(std::uint64_t offset, std::uint64_t size,
                           const std::function<Result<void>(std::string_view)>& take,
                           const std::stop_token& stop) const;

 private:
  RandomFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}

  int descriptor_;
  std::uint64_t size_;
};

}  // namespace bulwark::io
