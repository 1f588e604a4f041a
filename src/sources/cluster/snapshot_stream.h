// SPDX-License-Identifier: Apache-2.0
// SnapshotStream: a snapshot's bytes, decompressed and cut into blocks of whole lines.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "model/problem.h"
#include "sources/cluster/snapshot_format.h"

namespace bulwark::sources::cluster {

/// Fills what it is given with the next bytes of a file; fewer mean that the file ends there.
using ByteSource = std::function<Result<std::size_t>(std::span<char>)>;

/// Some lines, one object each.
struct SnapshotBlock {
  std::vector<char> buffer;  ///< kept from block to block; readable behind the text too
  std::size_t size = 0;      ///< of the text
  std::uint64_t offset = 0;  ///< of its first byte in the decompressed text
  std::size_t index = 0;     ///< of the block, from 0
};

/// What the last line says.
struct SnapshotEnd {
  std::uint64_t objects = 0;
  std::vector<model::Problem> not_read;
};

/// Not thread-safe. Errors say what is wrong with the file, not which file it is.
class SnapshotStream {
 public:
  /// `limits.bytes` bounds a line.
  SnapshotStream(ByteSource source, const Limits& limits);
  SnapshotStream(SnapshotStream&&) noexcept;
  ~SnapshotStream();

  /// The first line. To be called once, first.
  Result<SnapshotHeader> header();
  /// The next block; false when all was given out and the file turned out to be whole.
  Result<bool> next(SnapshotBlock& block);
  /// To be asked when next() said false.
  const SnapshotEnd& end() const { return end_; }

 private:
  struct Frame;
  Result<void> more(std::vector<char>& text);
  Result<bool> refill();
  Result<void> close(SnapshotBlock& block);

  ByteSource source_;
  Limits limits_;
  std::unique_ptr<Frame> frame_;
  std::vector<char> rest_;  ///< decompressed, not yet given out
  std::uint64_t offset_ = 0;
  std::size_t blocks_ = 0;
  bool ended_ = false;   ///< the frame is complete and its checksum right
  bool closed_ = false;  ///< the last line was seen
  SnapshotEnd end_;
};

}  // namespace bulwark::sources::cluster
