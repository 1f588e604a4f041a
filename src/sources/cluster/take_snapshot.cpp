// SPDX-License-Identifier: Apache-2.0
// Reads a cluster straight into a file.
#include "sources/cluster/take_snapshot.h"

#include <utility>

#include "sources/cluster/discovery.h"
#include "sources/cluster/snapshot_receiver.h"

namespace bulwark::sources::cluster {

Result<Taken> take_snapshot(const Access& access, const LiveOptions& options,
                            const std::string& tool_version, std::unique_ptr<io::Sink> sink) {
  ApiClient client(access, options.api);
  Taken taken;
  taken.server_version = TRY(server_version(client));
  const SnapshotHeader header{access.context,   access.server, taken.server_version,
                              options.taken_at, tool_version,  options.read.namespaces};
  const std::unique_ptr<SnapshotWriter> writer = TRY(
      SnapshotWriter::create(std::move(sink), header));
  SnapshotReceiver receiver(*writer, options.read.workers, options.seed);
  taken.reading = TRY(read_cluster(client, options.read, receiver));
  TRY_VOID(writer->finish(taken.reading.problems));
  return taken;
}

}  // namespace bulwark::sources::cluster
