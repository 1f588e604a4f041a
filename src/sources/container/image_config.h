// SPDX-License-Identifier: Apache-2.0
// What an image says of itself: how it is started, for what machine, and how it was made (OCI
// image-spec, "Image Configuration"; Docker's has the same fields and some of its own).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sources/container/platform.h"

namespace bulwark::sources::container {

/// A step by which it was made.
struct HistoryStep {
  std::string created = {};  ///< RFC 3339
  std::string created_by = {};
  std::string comment = {};
  bool empty_layer = false;  ///< it made none
  bool operator==(const HistoryStep&) const = default;
};

/// Texts and lists are empty where it does not say.
struct ImageConfig {
  Platform platform = {};
  std::string created = {};  ///< RFC 3339
  std::string author = {};
  std::string user = {};  ///< "1000:1000", "nobody"; empty: root
  std::string working_folder = {};
  std::string stop_signal = {};
  std::vector<std::string> environment = {};  ///< "NAME=value"
  std::vector<std::string> entrypoint = {};
  std::vector<std::string> command = {};
  std::vector<std::string> shell = {};
  std::vector<std::string> ports = {};    ///< "80/tcp", sorted
  std::vector<std::string> volumes = {};  ///< paths, sorted
  std::map<std::string, std::string> labels = {};
  std::vector<std::string> health_check = {};  ///< {"NONE"}: switched off
  std::vector<std::string> on_build = {};
  std::vector<std::string> diff_ids = {};  ///< of the layers, unpacked; the lowest first
  std::vector<HistoryStep> history = {};

  /// The step that made each layer; -1 where history does not say, which it need not.
  std::vector<int> steps_of_layers(std::size_t layers) const;
  bool operator==(const ImageConfig&) const = default;
};

Result<ImageConfig> parse_image_config(std::string_view text);

}  // namespace bulwark::sources::container
