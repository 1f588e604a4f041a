// SPDX-License-Identifier: Apache-2.0
// Writes a snapshot while the cluster is listed.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "io/sink.h"
#include "model/problem.h"
#include "sources/cluster/snapshot_format.h"

namespace bulwark::sources::cluster {

/// add() may be called from several threads at once. Compression runs in a thread of its own.
/// Neither copied nor moved: others hold it while they list.
class SnapshotWriter {
 public:
  /// Writes the header. `sink` is where the file goes: a FileSink, which appears whole or not at
  /// all, or standard output.
  static Result<std::unique_ptr<SnapshotWriter>> create(std::unique_ptr<io::Sink> sink,
                                                        const SnapshotHeader& header);
  SnapshotWriter(const SnapshotWriter&) = delete;
  SnapshotWriter& operator=(const SnapshotWriter&) = delete;
  ~SnapshotWriter();

  /// `lines` is the JSON (formats/json_write.h) of `objects` objects that were redacted before,
  /// each with a newline behind it. After an error nothing more is written, and finish() returns
  /// it.
  void add(std::string_view lines, std::uint64_t objects);
  /// True after an error: whoever lists may stop then.
  bool failed() const;

  /// Closes the file: what was not read, with `what`, `reason` and `code` of each. To be called
  /// once, when nobody adds any more; without it no file is made.
  Result<void> finish(std::span<const model::Problem> not_read);

 private:
  class Stream;
  explicit SnapshotWriter(std::unique_ptr<Stream> stream);

  std::unique_ptr<Stream> stream_;
  std::atomic<std::uint64_t> objects_ = 0;
};

}  // namespace bulwark::sources::cluster
