// SPDX-License-Identifier: Apache-2.0
// Files of a node that configure what runs on it: folders of drop-ins, patterns, TOML.
#pragma once

#include <map>
#include <span>
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

/// The same of all folders within it, each where its name stands.
Result<std::vector<std::string>> files_below(const std::string& folder, std::string_view end,
                                             const NodeDocuments& out);

/// Paths by their names: of all folders' files whose name ends so, the first of each name.
Result<std::map<std::string, std::string>> files_by_name(std::span<const std::string> folders,
                                                         std::string_view end,
                                                         const NodeDocuments& out);

/// No file, or an empty one, but its name: a link to /dev/null, which masks what is called so
/// elsewhere.
bool is_masked(const std::string& path, const NodeDocuments& out);

/// Paths that a pattern such as "/etc/x/*.d/*.toml" stands for, sorted; one without `*` stands for
/// itself, there or not.
Result<std::vector<std::string>> files_like(const std::string& pattern, const NodeDocuments& out);

}  // namespace bulwark::scan
