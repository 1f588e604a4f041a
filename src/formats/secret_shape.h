// SPDX-License-Identifier: Apache-2.0
// Texts that are credentials by their own shape, whatever stands beside them: issuers' tokens,
// JWTs, keys, URLs with a password.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace bulwark::formats {

/// `text` with every such credential replaced by `***`. Digests, uids and checksums stay. Linear in
/// the text.
std::string mask_shapes(std::string_view text);

/// How a credential was told.
enum class SecretShape : std::uint8_t {
  token,       ///< an issuer's token, a JWT, a private key
  base64_key,  ///< base64 of a PEM text that is no certificate
  bootstrap,   ///< a bootstrap token
  part,        ///< what stands in the place of a password: in a URL, behind `Bearer`
};

/// The same with other replacements: `replacement` is asked for each credential, in no particular
/// order, and sees what earlier replacements left.
std::string replace_shapes(
    std::string_view text,
    const std::function<std::string(std::string_view, SecretShape)>& replacement);

/// True when anything in `text` has such a shape.
bool has_shape(std::string_view text);

/// True when `text` is an issuer's token from its first to its last character.
bool is_token(std::string_view text);

/// True for a line that is nothing but base64 that looks random: the body of a key or certificate.
bool looks_like_key_body(std::string_view line);

}  // namespace bulwark::formats
