// SPDX-License-Identifier: Apache-2.0
// DatabaseFile: the advisory database as it lies on disk, mapped, and never believed.
//
// Opening checks the header, the signature's place and the table of hashes, and nothing of the
// data: its size does not matter. A block of data is hashed when it is first read, so that no byte
// which was altered after the file was made ever counts. What the bytes say is not believed either:
// every access is within the file, or gives nothing.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "knowledge/layout.h"

namespace bulwark::knowledge {

/// Reading is thread-safe. Movable only; views into it must not outlive it.
class DatabaseFile {
 public:
  /// `malformed`: it is no advisory database, is cut, or was altered. `unsupported`: it is one of
  /// another version.
  static Result<DatabaseFile> open(const std::string& path);
  /// The same from memory, for tests.
  static Result<DatabaseFile> of(std::string bytes);

  const layout::Header& header() const { return header_; }
  /// What a signature is about: it stands for the whole file.
  std::string_view signed_bytes() const { return all().substr(0, layout::kHeaderBytes); }
  /// Empty: not signed.
  std::string_view signature() const;
  /// SHA-256 of the header, in hexadecimal digits: the name of this very database.
  std::string digest() const;

  /// `size` bytes at `offset` of a section, checked; null when they are not all there, or altered.
  const char* at(layout::Section section, std::uint64_t offset, std::uint64_t size) const;
  std::uint64_t size(layout::Section section) const;

  /// True once at() met a block that is not as it was written.
  bool damaged() const { return state_->damaged.load(std::memory_order_relaxed); }
  /// Checks every block.
  Result<void> check_all() const;

 private:
  struct Unmap {
    std::size_t size;
    void operator()(const char* at) const;
  };
  DatabaseFile() = default;
  static Result<DatabaseFile> check(DatabaseFile file);
  Result<void> check_frame() const;
  std::string_view all() const { return bytes_; }
  bool check_blocks(std::uint64_t first, std::uint64_t last) const;
  bool check_block(std::uint64_t block) const;

  struct State {
    std::atomic<bool> damaged = false;
    std::unique_ptr<std::atomic<std::uint8_t>[]> checked;  ///< per block
  };

  std::unique_ptr<const char, Unmap> mapped_;
  std::unique_ptr<std::string> owned_;
  std::string_view bytes_;
  layout::Header header_{};
  std::unique_ptr<State> state_;
};

}  // namespace bulwark::knowledge
