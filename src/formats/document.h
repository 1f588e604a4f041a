// SPDX-License-Identifier: Apache-2.0
// What every reader of documents (JSON, YAML) takes and gives.
#pragma once

#include <string>
#include <vector>

#include "base/limits.h"
#include "formats/value.h"

namespace bulwark::formats {

struct DocumentOptions {
  /// Root and metadata are kept unique; metadata.managedFields and the annotation that repeats the
  /// object as it was applied are left out.
  bool resource = true;
  /// The document is a Table (meta.k8s.io/v1), whose rows hold a resource each.
  bool table = false;
  /// Without it a resource's `status` is left out: nothing will ask for it.
  bool keep_status = true;
  /// Without it metadata's uid, generation and selfLink are left out.
  bool keep_server_metadata = true;
  /// Entries of maps whose value is null are left out, as the API server reads them.
  bool drop_nulls = true;
  Limits limits;
};

/// A key that came twice in one map; the last value was taken.
struct RepeatedKey {
  std::string path;  ///< of the map, "spec.containers[0]"; empty for the root
  std::string key;
  bool operator==(const RepeatedKey&) const = default;
};

struct Document {
  Value root;  ///< null when the document is empty
  std::vector<RepeatedKey> repeated_keys;
};

}  // namespace bulwark::formats
