// SPDX-License-Identifier: Apache-2.0
// API server document: what one configuration file of the API server says, as an object of the
// inventory (docs/components.md): `spec.config` has the file, without keys, and beside it stands
// what follows from it by the API server's own rules, so that controls need not know them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/config/api_server_file.h"
#include "extractors/config/component_document.h"
#include "model/inventory.h"

namespace bulwark::extractors::config {

struct ApiServerDocument {
  formats::Value root;
  /// What of it is not known, and why. What it concerns is then not in `root`.
  std::vector<std::string> doubts;
  /// Where the file says what the document tells.
  std::vector<model::Origin::Part> parts;
};

/// Where a document was read from.
struct ApiServerSource {
  std::string name;          ///< of the document
  std::string node, path;    ///< of the file; empty: it is by itself
  std::string name_space{};  ///< of the pod that reads it, where that is not the node's
};

/// The file that an AdmissionConfiguration names for a plugin.
using PluginFile = std::function<Result<formats::Value>(const std::string& path)>;

/// `content` as read_api_server_file gives it. Values live in the builder's pool.
ApiServerDocument api_server_document(ApiServerFile file, const ApiServerSource& source,
                                      const formats::Value& content, const PluginFile& plugin_file,
                                      formats::Builder& builder);

/// One of which nothing is known but that it is there.
formats::Value unknown_api_server_document(ApiServerFile file, const ApiServerSource& source,
                                           formats::Builder& builder);

}  // namespace bulwark::extractors::config
