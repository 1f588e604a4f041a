// SPDX-License-Identifier: Apache-2.0
// File: something on disk, a pipe or standard input, opened for reading from front to back.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>

#include "base/result.h"

namespace bulwark::io {

/// What the system says about `errno_value`, as an Error: "permission denied".
Error system_error(int errno_value);

/// Owns its descriptor. Movable only.
class File {
 public:
  /// A regular file or a FIFO. Folders, devices and sockets are refused: they have no end or no
  /// text.
  static Result<File> open(const std::string& path);
  /// The descriptor stays open when the File goes.
  static File borrow(int descriptor);

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  /// Its size when it is a regular file, else 0.
  std::uint64_t size() const { return size_; }

  /// Fills `to`; fewer bytes mean that the end was reached. `cancelled` soon after `stop` is asked
  /// for, even where nothing arrives.
  Result<std::size_t> read(std::span<char> to, const std::stop_token& stop);

 private:
  File(int descriptor, bool owned, bool waits, std::uint64_t size)
      : descriptor_(descriptor), owned_(owned), waits_(waits), size_(size) {}
  Result<void> wait(const std::stop_token& stop) const;

  int descriptor_;
  bool owned_;
  bool waits_;  ///< a read may have to wait for somebody
  std::uint64_t size_;
};

}  // namespace bulwark::io
