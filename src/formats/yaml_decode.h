// SPDX-License-Identifier: Apache-2.0
// The exact way: a document as a tree, decoded in the order and with the budget of Go's yaml.v2.
#pragma once

#include <string_view>

#include "base/result.h"
#include "formats/builder.h"
#include "formats/document.h"

namespace bulwark::formats {

/// At most this many repeated keys of one document are told.
inline constexpr std::size_t kMostRepeatedKeys = 100;

/// `text` comes from begin_yaml.
Result<Document> decode_yaml(std::string_view text, Builder& builder,
                             const DocumentOptions& options);

}  // namespace bulwark::formats
