// SPDX-License-Identifier: Apache-2.0
// SHA-256, and signatures by a site's own key.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "knowledge/layout.h"

namespace bulwark::knowledge {

layout::Hash sha256(std::string_view bytes);

/// With a private key (PEM): Ed25519, or ECDSA or RSA with SHA-256. `malformed` for a text that is
/// no key, or an encrypted one.
Result<std::string> sign(std::string_view message, const std::string& private_key_pem);

/// Whether the public key (PEM) made `signature`. `denied`: it did not. `malformed`: no key.
Result<void> check_signature(std::string_view message, std::string_view signature,
                             const std::string& public_key_pem);

}  // namespace bulwark::knowledge
