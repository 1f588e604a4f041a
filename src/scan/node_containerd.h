// SPDX-License-Identifier: Apache-2.0
// containerd of a node: its file, what that imports, the hosts of its registries, its verifiers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "extractors/config/runtime_facts.h"
#include "scan/node_documents.h"

namespace bulwark::scan {

/// What is known of one runtime.
struct RuntimeReading {
  std::vector<std::string> files;  ///< in the order in which they count
  std::string version;             ///< empty: not known
  extractors::config::RuntimeFacts facts;
  std::optional<bool> verifies_images;  ///< nothing: not known
  std::vector<std::string> doubts;
};

/// By the file that it starts with; its defaults where that is not there. Error: what it runs with
/// is not known.
Result<RuntimeReading> read_containerd(const std::string& path, NodeDocuments& out);

}  // namespace bulwark::scan
