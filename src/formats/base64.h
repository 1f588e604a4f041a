// SPDX-License-Identifier: Apache-2.0
// Bytes as base64 (RFC 4648, with padding). decode_binary of yaml_scalar.h is the way back.
#pragma once

#include <string>
#include <string_view>

namespace bulwark::formats {

std::string encode_base64(std::string_view bytes);

}  // namespace bulwark::formats
