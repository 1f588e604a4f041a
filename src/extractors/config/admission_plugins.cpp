// SPDX-License-Identifier: Apache-2.0
// Inline first, as the API server looks.
#include "extractors/config/admission_plugins.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/text.h"
#include "extractors/config/config_file.h"
#include "extractors/config/file_fields.h"
#include "extractors/config/merge.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;

struct Plugin {
  std::string_view name, key;
  std::string_view group, kind, versions;  ///< empty: its file does not say
  std::string_view defaults;               ///< YAML
};

constexpr auto kPlugins = std::to_array<Plugin>({
    {"PodSecurity", "podSecurity", "pod-security.admission.config.k8s.io",
     "PodSecurityConfiguration", "v1 v1beta1 v1alpha1",
     "{defaults: {enforce: privileged, audit: privileged, warn: privileged}, exemptions: "
     "{usernames: [], namespaces: [], runtimeClasses: []}}"},
    {"EventRateLimit", "eventRateLimit", "eventratelimit.admission.k8s.io", "Configuration",
     "v1alpha1", "{limits: []}"},
    {"ImagePolicyWebhook", "imagePolicy", "", "", "", "{imagePolicy: {defaultAllow: false}}"},
});

const Plugin* plugin_named(std::string_view name) {
  const auto* found = std::ranges::find(kPlugins, name, &Plugin::name);
  return found == kPlugins.end() ? nullptr : found;
}

// What is wrong with it; empty: nothing.
std::string fault_in(const Plugin& plugin, const Value& content) {
  if (!content.is_map()) return "is no map";
  if (!plugin.kind.empty()) {
    const auto [group, version] = model::split_api_version(content.text("apiVersion"));
    const bool is_known = group == plugin.group && content.text("kind") == plugin.kind &&
                          std::ranges::count(split(plugin.versions, ' '), version) > 0;
    if (!is_known)
      return fmt::format("{} of {} is none that is known here", content.text("kind"),
                         content.text("apiVersion"));
  }
  const auto faults = unknown_fields(fields_of_plugin(plugin.name), content);
  return faults.empty() ? std::string() : faults.front();
}

Result<Value> content_of(const Value& entry, const PluginFile& plugin_file, Builder& builder) {
  if (const Value* inline_content = entry.find("configuration")) return *inline_content;
  const std::string path(entry.text("path"));
  if (path.empty()) return read_config("{}", builder);
  return plugin_file(path);
}

// Without a kind of its own it is as if nothing were configured: the plugin's defaults.
Result<Value> checked(const Plugin& plugin, const Value& entry, const PluginFile& plugin_file,
                      Builder& builder) {
  Value content = TRY(content_of(entry, plugin_file, builder));
  if (content.is_map() && content.size() == 0) return content;
  const std::string fault = fault_in(plugin, content);
  if (!fault.empty()) return fail(ErrorCode::malformed, fault);
  return content;
}

}  // namespace

AdmissionPlugins admission_plugins(const Value& file, const PluginFile& plugin_file,
                                   Builder& builder) {
  AdmissionPlugins out;
  std::vector<const Plugin*> seen;  // the first entry of a plugin counts
  for (const Value& entry : formats::items_of(file, "plugins")) {
    out.names.emplace_back(entry.text("name"));
    const Plugin* plugin = plugin_named(out.names.back());
    if (plugin == nullptr || std::ranges::count(seen, plugin) > 0) continue;
    seen.push_back(plugin);
    const auto content = checked(*plugin, entry, plugin_file, builder);
    if (!content) {
      out.doubts.push_back(fmt::format("{}: {}", plugin->name, content.error().text()));
      continue;
    }
    const auto defaults = read_config(plugin->defaults, builder);
    CHECK(defaults.has_value(), "the defaults are YAML");
    out.known.push_back({plugin->key, merged(*defaults, *content, builder), out.names.size() - 1});
  }
  return out;
}

}  // namespace bulwark::extractors::config
