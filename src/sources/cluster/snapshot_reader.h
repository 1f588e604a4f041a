// SPDX-License-Identifier: Apache-2.0
// Reads a snapshot back into the inventory. The file is untrusted.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/progress.h"
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

struct SnapshotOptions {
  unsigned workers = 0;    ///< 0: one for each processor
  std::uint64_t seed = 0;  ///< of the pools' tables; should be random
  formats::DocumentOptions document;
  std::stop_token stop;
  Progress* progress = nullptr;  ///< bytes are those of the file
};

/// Adds a source, a cluster, its resources and what was not read. On an error `inventory` is as it
/// was: nothing of a file that is refused is used.
Result<SnapshotHeader> load_snapshot(const std::string& path, const SnapshotOptions& options,
                                     model::Inventory& inventory);
/// The same of bytes that come from elsewhere. Error::where is empty.
Result<SnapshotHeader> load_snapshot(const ByteSource& bytes, const SnapshotOptions& options,
                                     model::Inventory& inventory);

}  // namespace bulwark::sources::cluster
