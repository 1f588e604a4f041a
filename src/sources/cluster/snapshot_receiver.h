// SPDX-License-Identifier: Apache-2.0
// SnapshotReceiver: writes what is listed into a snapshot and keeps nothing of it.
#pragma once

#include <memory>
#include <vector>

#include "formats/pool.h"
#include "sources/cluster/receiver.h"
#include "sources/cluster/snapshot_writer.h"

namespace bulwark::sources::cluster {

class SnapshotReceiver : public Receiver {
 public:
  /// `writer` must outlive the receiver.
  SnapshotReceiver(SnapshotWriter& writer, unsigned workers, std::uint64_t seed);

  /// A pool of its own for each page.
  Workspace& workspace(unsigned worker) override;
  void take(unsigned worker, std::span<const formats::Value> objects) override;
  bool wants_more() const override { return !writer_.failed(); }

 private:
  struct Worker {
    std::unique_ptr<formats::Pool> pool;
    std::unique_ptr<Workspace> workspace;
  };
  SnapshotWriter& writer_;
  std::uint64_t seed_;
  std::vector<Worker> workers_;
};

}  // namespace bulwark::sources::cluster
