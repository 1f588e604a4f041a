// SPDX-License-Identifier: Apache-2.0
// Zstandard (RFC 8878): bytes in one frame, and back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::formats {

/// With a checksum. The same bytes give the same frame.
std::string compress_zstd(std::string_view bytes);

/// Error: the frame is broken or not whole (`malformed`), or holds more than `most` bytes
/// (`limit`).
Result<std::string> decompress_zstd(std::string_view frame, std::size_t most);

}  // namespace bulwark::formats
