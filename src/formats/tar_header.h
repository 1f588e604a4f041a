// SPDX-License-Identifier: Apache-2.0
// The header block of a tar entry: its fields and numbers (POSIX.1-2001 pax, "ustar Interchange
// Format"; GNU tar's own).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/tar.h"

namespace bulwark::formats {

inline constexpr std::size_t kTarBlock = 512;

/// A piece of a sparse file that holds bytes.
struct TarPiece {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  bool operator==(const TarPiece&) const = default;
};

struct TarHeader {
  TarEntry entry;
  char type = '0';
  std::uint64_t stored = 0;  ///< bytes that follow in the archive
  /// Of an old GNU sparse file (type S).
  std::vector<TarPiece> pieces = {};
  bool more_pieces = false;  ///< a block with more of them follows
};

/// `block` is kTarBlock bytes, not all zero. Its checksum is checked.
Result<TarHeader> read_tar_header(std::string_view block);

/// A block that goes on with an old GNU sparse file's pieces; whether another one follows.
Result<bool> read_more_pieces(std::string_view block, std::vector<TarPiece>& out);

/// Octal, or base 256 where the first bit is set. Nothing when it is neither, or too large.
std::optional<std::int64_t> tar_number(std::string_view field);

/// Digits alone, nothing before or after them.
std::optional<std::uint64_t> decimal_number(std::string_view text);

bool is_zero_block(std::string_view block);

/// Whether an entry of that type has bytes behind it; a link's or folder's size does not count.
bool tar_type_has_data(char type);

}  // namespace bulwark::formats
