// SPDX-License-Identifier: Apache-2.0
// The first and the last line of a snapshot.
#pragma once

#include <string_view>

#include "base/result.h"
#include "sources/cluster/snapshot_stream.h"

namespace bulwark::sources::cluster {

/// How the last line begins. No object does: its first key is apiVersion.
inline constexpr std::string_view kEndBegins = R"({"end":)";

/// A format that is newer than ours is `unsupported`.
Result<SnapshotHeader> read_first_line(std::string_view line);
Result<SnapshotEnd> read_last_line(std::string_view line);

}  // namespace bulwark::sources::cluster
