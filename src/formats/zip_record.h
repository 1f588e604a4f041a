// SPDX-License-Identifier: Apache-2.0
// The records that zip archives are made of (PKWARE's APPNOTE 6.3, 4.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "formats/zip.h"

namespace bulwark::formats {

inline constexpr std::size_t kZipLocalBytes = 30;
inline constexpr std::size_t kZipEntryBytes = 46;
inline constexpr std::size_t kZipEndBytes = 22;
inline constexpr std::size_t kZipEnd64Bytes = 56;
inline constexpr std::string_view kZipLocalMagic("PK\3\4", 4);
inline constexpr std::string_view kZipEntryMagic("PK\1\2", 4);
inline constexpr std::string_view kZipEndMagic("PK\5\6", 4);
inline constexpr std::string_view kZipEnd64Magic("PK\6\6", 4);
/// The number is in the entry's ZIP64 field.
inline constexpr std::uint32_t kZipElsewhere = 0xFFFFFFFF;

std::uint64_t zip_u64(std::string_view bytes, std::size_t at);

/// Numbers of `entry` that do not fit stand in an extra field of their own, those that do are left
/// out of it.
void read_zip64(std::string_view extra, ZipEntry& entry);

}  // namespace bulwark::formats
