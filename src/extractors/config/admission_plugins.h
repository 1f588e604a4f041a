// SPDX-License-Identifier: Apache-2.0
// Admission plugins: what an AdmissionConfiguration gives to the plugins that decide on security,
// inline or in files of their own.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/config/api_server_document.h"

namespace bulwark::extractors::config {

struct AdmissionPlugins {
  std::vector<std::string> names;  ///< of all
  struct Known {
    std::string_view key;   ///< "podSecurity", "eventRateLimit", "imagePolicy"
    formats::Value config;  ///< with the plugin's own defaults
    std::size_t entry = 0;  ///< of `plugins`
  };
  std::vector<Known> known;
  /// What could not be read; it is not among the known.
  std::vector<std::string> doubts;
};

/// Values live in the builder's pool.
AdmissionPlugins admission_plugins(const formats::Value& file, const PluginFile& plugin_file,
                                   formats::Builder& builder);

}  // namespace bulwark::extractors::config
