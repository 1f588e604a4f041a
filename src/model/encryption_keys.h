// SPDX-License-Identifier: Apache-2.0
// Encryption keys: the keys that an EncryptionConfiguration holds are taken out of it as it is
// read. What stays in the place of one is its length: "*** (32 bytes)".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "formats/pool.h"
#include "formats/value.h"

namespace bulwark::model {

/// By its kind, also by the old name that API servers still take (EncryptionConfig).
bool is_encryption_configuration(std::string_view kind);

/// Any other object comes back as it is. Doing it twice changes nothing.
formats::Value without_encryption_keys(const formats::Value& root, formats::Pool& pool);

/// The length of a key by its text: base64, or what stands in its place. Nothing: it is neither.
std::optional<std::size_t> encryption_key_bytes(std::string_view text);

}  // namespace bulwark::model
