// SPDX-License-Identifier: Apache-2.0
// One line an object.
#include "sources/cluster/snapshot_receiver.h"

#include <string>

#include "formats/json_write.h"

namespace bulwark::sources::cluster {

SnapshotReceiver::SnapshotReceiver(SnapshotWriter& writer, unsigned workers, std::uint64_t seed)
    : writer_(writer), seed_(seed), workers_(workers) {}

Workspace& SnapshotReceiver::workspace(unsigned worker) {
  Worker& own = workers_[worker];
  own.workspace.reset();
  own.pool = std::make_unique<formats::Pool>(static_cast<std::uint16_t>(worker + 1), seed_);
  own.workspace = std::make_unique<Workspace>(*own.pool);
  return *own.workspace;
}

void SnapshotReceiver::take(unsigned /*worker*/, std::span<const formats::Value> objects) {
  std::string lines;
  for (const formats::Value& object : objects) {
    lines += formats::json_text(object);
    lines += '\n';
  }
  writer_.add(lines, objects.size());
}

}  // namespace bulwark::sources::cluster
