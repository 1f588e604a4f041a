// SPDX-License-Identifier: Apache-2.0
// A live cluster into a snapshot, page by page.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "io/sink.h"
#include "sources/cluster/load_live.h"

namespace bulwark::sources::cluster {

struct Taken {
  std::string server_version;
  Reading reading;
};

/// Writes the picture to `sink`. `tool_version` goes into the header. On an error there is no
/// snapshot: a FileSink leaves the old file as it was.
Result<Taken> take_snapshot(const Access& access, const LiveOptions& options,
                            const std::string& tool_version, std::unique_ptr<io::Sink> sink);

}  // namespace bulwark::sources::cluster
