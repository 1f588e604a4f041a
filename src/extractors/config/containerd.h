// SPDX-License-Identifier: Apache-2.0
// containerd's configuration: its files as one, and what of it decides on security, in each layout
// (versions 1 to 4 of the file).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/config/runtime_facts.h"
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

RuntimeFacts containerd_facts(const formats::Value& config);

/// What a hosts.toml in the folder of `registry` says.
std::vector<InsecureRegistry> insecure_hosts(std::string_view registry,
                                             const formats::Value& hosts);

}  // namespace bulwark::extractors::config
