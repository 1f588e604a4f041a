// SPDX-License-Identifier: Apache-2.0
// Zip archives (PKWARE's APPNOTE 6.3), by their central directory: which files one holds, and the
// bytes of those that are asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace bulwark::formats {

struct ZipEntry {
  std::string_view name;         ///< as the archive has it: not to be trusted as a path
  std::uint64_t size = 0;        ///< as the directory says
  std::uint64_t compressed = 0;  ///< of its bytes in the archive
  std::uint64_t offset = 0;      ///< of its local head
  std::uint32_t checksum = 0;
  std::uint16_t method = 0;  ///< 0: stored, 8: deflate
  bool encrypted = false;
};

/// A view: must not outlive the bytes that it was opened with.
class ZipArchive {
 public:
  /// Error: the bytes are no archive, or its directory has more entries than `limits` allows or is
  /// broken. ZIP64 is read; an archive in several volumes is not (`unsupported`). Bytes before the
  /// archive (a program that unpacks itself) are skipped.
  static Result<ZipArchive> open(std::string_view bytes, const Limits& limits);

  /// In the directory's order.
  const std::vector<ZipEntry>& entries() const { return entries_; }

  /// The entry's bytes, with their checksum proved. Error: they lie outside of the archive, are
  /// broken, encrypted, of another method (`unsupported`), or more than `most`.
  Result<std::string> read(const ZipEntry& entry, std::size_t most) const;

 private:
  explicit ZipArchive(std::string_view bytes) : bytes_(bytes) {}
  Result<void> read_directory(std::string_view directory, std::uint64_t count);

  std::string_view bytes_;
  std::uint64_t shift_ = 0;  ///< bytes in front of the archive
  std::vector<ZipEntry> entries_;
};

}  // namespace bulwark::formats
