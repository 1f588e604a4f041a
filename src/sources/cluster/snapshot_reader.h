// SPDX-License-Identifier: Apache-2.0
// Reads a snapshot back into the inventory. The file is untrusted.
#pragma once

#include <atomic>
#include <cstdint>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "formats/document.h"
#include "model/inventory.h"
#include "sources/cluster/snapshot_format.h"
#include "sources/cluster/snapshot_stream.h"

namespace bulwark::sources::cluster {

/// True when the file begins as a zstd frame does. No manifest does: its bytes are no UTF-8.
/// Whether it is a snapshot, and whole, load_snapshot() says.
bool is_snapshot(const std::string& path);

/// The first line alone; the rest of the file is not looked at.
Result<SnapshotHeader> read_snapshot_header(const std::string& path);

/// Written while loading; another thread may look at it at any time. Bytes are those of the file.
struct SnapshotProgress {
  std::atomic<std::uint64_t> bytes_total{0};
  std::atomic<std::uint64_t> bytes_done{0};
};

struct SnapshotOptions {
  unsigned workers = 0;    ///< 0: one for each processor
  std::uint64_t seed = 0;  ///< of the pools' tables; should be random
  formats::DocumentOptions document;
  std::stop_token stop;
  SnapshotProgress* progress = nullptr;
};

/// Adds a source, a cluster, its resources and what was not read. On an error `inventory` is as it
/// was: nothing of a file that is refused is used.
Result<SnapshotHeader> load_snapshot(const std::string& path, const SnapshotOptions& options,
                                     model::Inventory& inventory);
/// The same of bytes that come from elsewhere. Error::where is empty.
Result<SnapshotHeader> load_snapshot(const ByteSource& bytes, const SnapshotOptions& options,
                                     model::Inventory& inventory);

}  // namespace bulwark::sources::cluster
