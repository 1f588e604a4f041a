// SPDX-License-Identifier: Apache-2.0
// API server of a node: which configuration files it reads, and where they are on the node.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "extractors/config/api_server_file.h"
#include "scan/node_documents.h"

namespace bulwark::scan {

struct ApiServerNamedFile {
  extractors::config::ApiServerFile file = extractors::config::ApiServerFile::encryption;
  std::string path;                    ///< as the API server sees it
  std::optional<std::string> on_node;  ///< nothing: not known, for the reason in `trouble`
  std::string trouble;
  /// Where any other of its paths is on the node.
  std::function<std::optional<std::string>(const std::string&)> to_node;
};

/// Each once, after the documents of components: by the flags of static pods; where there is no
/// such pod, by those documents (processes, units, k3s), and what k3s and RKE2 write by themselves.
std::vector<ApiServerNamedFile> api_server_named_files(NodeDocuments& out);

}  // namespace bulwark::scan
