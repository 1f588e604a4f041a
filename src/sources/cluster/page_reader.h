// SPDX-License-Identifier: Apache-2.0
// PageReader: the text of one page to objects without credentials.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/document.h"
#include "formats/json.h"
#include "formats/json_peek.h"
#include "sources/cluster/receiver.h"
#include "sources/cluster/resource_type.h"

namespace bulwark::sources::cluster {

/// Not thread-safe: one a worker. All texts are followed by formats::kJsonPadding readable bytes.
class PageReader {
 public:
  explicit PageReader(const formats::DocumentOptions& options) : options_(options) {
    // A page holds hundreds of objects: what is too much for one document is not for it.
    options_.limits.bytes = kLargestPage;
    options_.limits.entries *= kDocumentsInPage;
  }

  /// metadata.continue of a List, Table or Status: empty when there is none. Cheap, so that the
  /// next page can be asked for before this one is read.
  std::string continue_token(std::string_view text);

  /// The objects of a List, the Secrets of a Table, or the one object that `text` is.
  Result<std::vector<formats::Value>> read(std::string_view text, const ResourceType& type,
                                           Workspace& workspace);

 private:
  static constexpr std::size_t kLargestPage = std::size_t{1} << 30;
  static constexpr std::size_t kDocumentsInPage = 100;
  formats::JsonReader json_;
  formats::JsonPeek peek_;
  formats::DocumentOptions options_;
};

/// Secrets are asked for as tables, so that no value of one ever travels.
bool is_secret(const ResourceType& type);

}  // namespace bulwark::sources::cluster
