// SPDX-License-Identifier: Apache-2.0
// The snapshot file: a picture of one cluster, as NDJSON in one zstd frame with a checksum.
//
//   {"format":"bulwark.snapshot/v1","cluster":...,"server":...,"serverVersion":...,"takenAt":...,
//    "tool":...,"namespaces":[...]}
//   one redacted object a line, apiVersion and kind always there, in any order
//   {"end":{"objects":N,"notRead":[{"what":...,"reason":...,"code":...}]}}
//
// The last line closes the file: without it, or when it counts other than what is there, the file
// is not whole and is refused. What could not be read is known only at the end and stands there.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::sources::cluster {

inline constexpr std::string_view kSnapshotFormat = "bulwark.snapshot/v1";

/// The first bytes of a zstd frame (RFC 8878), and so of a snapshot.
inline constexpr std::string_view kZstdMagic = "\x28\xB5\x2F\xFD";

/// How far back the compression looks, 32 MiB: the ReplicaSets of a large cluster still meet their
/// Deployments.
inline constexpr int kSnapshotWindowLog = 25;
/// A reader keeps so much in memory, and no more: a file that asks for a larger window is refused.
inline constexpr int kLargestWindowLog = 27;

/// What the first line says.
struct SnapshotHeader {
  std::string cluster;                    ///< the name that reports show
  std::string server;                     ///< URL of the API server; may be empty
  std::string server_version;             ///< "v1.34.4"; empty when the server did not say
  std::string taken_at;                   ///< RFC 3339, in UTC
  std::string tool;                       ///< Bulwark's version
  std::vector<std::string> namespaces{};  ///< what alone was read; empty: the whole cluster
  bool operator==(const SnapshotHeader&) const = default;
};

}  // namespace bulwark::sources::cluster
