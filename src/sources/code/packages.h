// SPDX-License-Identifier: Apache-2.0
// Which charts and kustomizations the files of a folder make up, and which of these files are only
// parts of them.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "io/file_tree.h"
#include "sources/code/load.h"

namespace bulwark::sources::code {

struct Packages {
  std::vector<std::string> charts;          ///< folders with a Chart.yaml that is no other chart's
                                            ///< dependency
  std::vector<std::string> libraries;       ///< charts that only serve others: nothing to render
  std::vector<std::string> kustomizations;  ///< folders that no other kustomization of the tree
                                            ///< builds on
  std::set<std::string> parts;              ///< files that must not be read for themselves
};

/// The path of the folder that a file lies in.
std::string folder_of(const std::string& path);
bool is_kustomization_name(std::string_view name);

/// Reads the Chart.yaml and kustomization files among `files`, nothing else.
Packages find_packages(const std::vector<io::TreeFile>& files, const LoadOptions& options);

}  // namespace bulwark::sources::code
