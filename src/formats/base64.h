// SPDX-License-Identifier: Apache-2.0
// Bytes as base64 (RFC 4648, with padding), and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bulwark::formats {

std::string encode_base64(std::string_view bytes);

/// Line breaks are left out; nothing where the text is no base64 otherwise.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace bulwark::formats
