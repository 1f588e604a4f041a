// SPDX-License-Identifier: Apache-2.0
// The places that a JSON Patch names: JSON Pointers as the API server's library reads them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::admission {

/// A path of a patch: the container and the key in it.
struct PatchPointer {
  std::vector<std::string> container;  ///< unescaped keys on the way
  std::string key;
  bool whole_document = false;  ///< there is no `/`: no container at all
};

PatchPointer parse_patch_pointer(std::string_view path);

/// Whether the text survives the API server's way of quoting it, so that it can be decoded there:
/// without control characters that JSON has no escape for.
bool decodable(std::string_view text);

/// A number as Go's strconv.Atoi reads it, with its error texts.
Result<std::int64_t> parse_index(std::string_view key);

}  // namespace bulwark::admission
