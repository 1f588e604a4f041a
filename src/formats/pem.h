// SPDX-License-Identifier: Apache-2.0
// PEM: the blocks between "-----BEGIN X-----" and "-----END X-----" of a text, as Go's encoding/pem
// takes them (RFC 7468, and the headers of RFC 1421). What stands around them is left out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::formats {

/// One block. Its bytes may be a private key: whoever has read them wipes them.
struct PemBlock {
  std::string label;  ///< "CERTIFICATE"
  std::string bytes;
  bool encrypted = false;  ///< by its headers
  std::string trouble;     ///< why it has no bytes; empty: it has
};

/// In their order. Error: more blocks than `most`. Linear in the text.
Result<std::vector<PemBlock>> read_pem(std::string_view text, std::size_t most);

/// Overwrites, so that freed memory does not keep a key.
void wipe(std::string& secret);

}  // namespace bulwark::formats
