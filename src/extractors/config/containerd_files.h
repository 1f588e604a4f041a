// SPDX-License-Identifier: Apache-2.0
// containerd's files: the one that it starts with, and those that it imports, as one.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/builder.h"

namespace bulwark::extractors::config {

/// How an imported file is laid over those before it.
enum class ContainerdImports : bool {
  replace,  ///< containerd 1: a plugin's whole section counts
  join,     ///< containerd 2: section by section, key by key
};

/// The files in the order in which containerd reads them, each over those before it. Lists grow;
/// outside of plugins what is empty says nothing. In the builder's pool.
formats::Value containerd_config(std::span<const formats::Value> files, ContainerdImports imports,
                                 formats::Builder& builder);

/// Patterns of the files that one imports, as paths: those that are relative are by its folder.
std::vector<std::string> containerd_imports(const formats::Value& file, std::string_view path);

}  // namespace bulwark::extractors::config
