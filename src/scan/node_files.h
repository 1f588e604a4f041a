// SPDX-License-Identifier: Apache-2.0
// Files of a node that configure what runs on it: folders of drop-ins, patterns, TOML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scan/node_documents.h"

namespace bulwark::scan {

/// Errors name the path.
Result<formats::Value> read_toml(const std::string& path, NodeDocuments& out);

/// Paths of what is in the folder and whose name ends so, sorted; none where there is no folder.
Result<std::vector<std::string>> files_in(const std::string& folder, std::string_view end,
                                          const NodeDocuments& out);

/// Paths that a pattern such as "/etc/x/*.d/*.toml" stands for, sorted; one without `*` stands for
/// itself, there or not.
Result<std::vector<std::string>> files_like(const std::string& pattern, const NodeDocuments& out);

}  // namespace bulwark::scan
