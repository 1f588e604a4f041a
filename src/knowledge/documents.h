// SPDX-License-Identifier: Apache-2.0
// The documents that a path holds: a file, packed or not, each member of a zip or a tar, each file
// below a folder.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "knowledge/byte_source.h"

namespace bulwark::knowledge {

struct DocumentLimits {
  std::uint64_t unpacked = std::uint64_t{64} << 30;  ///< bytes, of a whole archive
  std::uint64_t members = 20'000'000;                ///< of an archive
  std::uint64_t most_of_name = 4096;
};

struct DocumentVisitor {
  /// By its name within the archive or folder; a single file is always taken.
  std::function<bool(std::string_view name)> wants;
  /// An error ends the visit and is its result.
  std::function<Result<void>(std::string_view name, ByteSource& bytes)> visit;
  /// Something that could not be looked at; the visit goes on.
  std::function<void(std::string_view name, const Error& error)> problem;
  std::stop_token stop = {};
  DocumentLimits limits = {};
};

/// Members come in the order of the archive, files of a folder in the order of their names.
Result<void> visit_documents(const std::string& path, const DocumentVisitor& visitor);

/// A tar (POSIX ustar, with pax and GNU headers passed over) from front to back.
Result<void> visit_tar(ByteSource& bytes, const DocumentVisitor& visitor);

/// A zip (APPNOTE 6.3.10; zip64; stored and deflated members) that lies in memory.
Result<void> visit_zip(std::string_view bytes, const DocumentVisitor& visitor);

}  // namespace bulwark::knowledge
