// SPDX-License-Identifier: Apache-2.0
// Encryption facts: with what an API server encrypts a resource before it writes it to etcd, by an
// EncryptionConfiguration.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/builder.h"

namespace bulwark::extractors::config {

struct Encryption {
  /// "aescbc", "aesgcm", "secretbox", "identity", "kms-v1", "kms-v2"; "none": no entry is about it.
  std::string provider = "none";
  std::optional<std::size_t> entry;  ///< of `resources`, that decides
};

/// `resource` of the core group. The first entry that is about it decides, by its first provider;
/// "*." and "*.*" are about it too. Error: an entry whose provider is none.
Result<Encryption> encryption_of(const formats::Value& file, std::string_view resource);

/// The file with `bytes`, the length of a key, where a key was. Of one that has no length neither
/// is there.
formats::Value with_key_lengths(const formats::Value& file, formats::Builder& builder);

}  // namespace bulwark::extractors::config
