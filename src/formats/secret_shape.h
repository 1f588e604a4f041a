// SPDX-License-Identifier: Apache-2.0
// Texts that are credentials by their own shape, whatever stands beside them: issuers' tokens,
// JWTs, keys, URLs with a password.
#pragma once

#include <string>
#include <string_view>

namespace bulwark::formats {

/// `text` with every such credential replaced by `***`. Digests, uids and checksums stay. Linear in
/// the text.
std::string mask_shapes(std::string_view text);

/// True for a line that is nothing but base64 that looks random: the body of a key or certificate.
bool looks_like_key_body(std::string_view line);

}  // namespace bulwark::formats
