// SPDX-License-Identifier: Apache-2.0
// Flag by flag.
#include "extractors/config/proxy_config.h"

#include <array>
#include <string_view>
#include <utility>

namespace bulwark::extractors::config {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kFields{
    {{"bind-address", "bindAddress"},
     {"healthz-bind-address", "healthzBindAddress"},
     {"metrics-bind-address", "metricsBindAddress"}}};

}  // namespace

formats::Value proxy_config(const Settings& settings, formats::Builder& builder) {
  builder.begin_map();
  for (const auto& [flag, field] : kFields) {
    const auto setting = settings.flags.find(flag);
    if (setting == settings.flags.end()) continue;
    builder.key(field);
    builder.string(setting->second.text);
  }
  builder.end_map();
  return builder.finish();
}

}  // namespace bulwark::extractors::config
