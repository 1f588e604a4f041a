// SPDX-License-Identifier: Apache-2.0
// YAML into Values, exactly as Kubernetes reads it (YAML 1.1 through Go's yaml.v2, then JSON).
//
// Nearly every document goes straight from libyaml's events into the Builder. One that holds
// anything whose meaning depends on the whole document (an alias, a merge key, a repeated key, a
// key or number that JSON cannot carry) is read again into a tree and decoded step by step, within
// Go's budget for aliases.
#pragma once

#include <string_view>

#include "base/result.h"
#include "formats/builder.h"
#include "formats/document.h"

namespace bulwark::formats {

/// Not thread-safe: one reader a thread.
class YamlReader {
 public:
  /// `text` is one document (see yaml_split.h); a second one in it is an error. Error::where is
  /// "line:column" within `text`. The root is null when the document is empty. On an error the
  /// builder is reset.
  ///
  /// With options.resource, the items of a root's `items` are resources too: their status,
  /// managedFields and sharing are handled as the root's.
  Result<Document> read(std::string_view text, Builder& builder, const DocumentOptions& options);
};

}  // namespace bulwark::formats
