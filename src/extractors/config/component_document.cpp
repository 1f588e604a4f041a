// SPDX-License-Identifier: Apache-2.0
// Settings and files become maps.
#include "extractors/config/component_document.h"

#include <string>
#include <vector>

#include "base/result.h"
#include "extractors/config/config_defaults.h"
#include "extractors/config/config_file.h"
#include "extractors/config/merge.h"
#include "model/own_documents.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;

// A flag without a value of its own is one that is not there.
bool is_set(const Setting& setting) {
  if (setting.source != Setting::Source::standard) return true;
  switch (setting.type) {
    case FlagType::boolean:
    case FlagType::integer: return true;
    case FlagType::text: return !setting.text.empty();
    case FlagType::list: return !setting.items.empty();
    case FlagType::switches: return !setting.switches.empty();
  }
  return false;
}

void add(const Settings& settings, Builder& builder) {
  builder.key("flags");
  builder.begin_map();
  for (const auto& [name, setting] : settings.flags) {
    if (!is_set(setting)) continue;
    builder.key(name);
    add_setting(setting, builder);
  }
  builder.end_map();
  builder.key("given");
  builder.begin_list();
  for (const auto& [name, setting] : settings.flags) {
    if (setting.source != Setting::Source::standard) builder.string(name);
  }
  builder.end_list();
  if (settings.anonymous_paths.empty()) return;
  builder.key("anonymousPaths");
  builder.begin_list();
  for (const std::string& path : settings.anonymous_paths) builder.string(path);
  builder.end_list();
}

// Those alone that somebody gave.
void add_given(const Settings& settings, Builder& builder) {
  builder.key("flags");
  builder.begin_map();
  for (const auto& [name, setting] : settings.flags) {
    if (setting.source == Setting::Source::standard) continue;
    builder.key(name);
    add_setting(setting, builder);
  }
  builder.end_map();
}

void begin(Component component, const ComponentName& name, Builder& builder) {
  builder.begin_map(formats::Sharing::unique);
  builder.key("apiVersion");
  builder.string(model::kOwnApiVersion);
  builder.key("kind");
  builder.string(kind_of(component));
  builder.key("metadata");
  builder.begin_map(formats::Sharing::unique);
  builder.key("name");
  builder.string(name.name);
  if (!name.name_space.empty()) {
    builder.key("namespace");
    builder.string(name.name_space);
  }
  builder.end_map();
  builder.key("spec");
  builder.begin_map();
  if (!name.system.empty()) {
    builder.key("os");
    builder.string(name.system);
  }
  if (name.version.empty()) return;
  builder.key("version");
  builder.string(name.version);
}

Value end(Builder& builder) {
  builder.end_map();
  builder.end_map();
  return builder.finish();
}

}  // namespace

void add_setting(const Setting& setting, Builder& builder) {
  switch (setting.type) {
    case FlagType::boolean: return builder.scalar(Value::boolean(setting.on));
    case FlagType::integer: return builder.scalar(Value::integer(setting.number));
    case FlagType::text: return builder.string(setting.text);
    case FlagType::list:
      builder.begin_list();
      for (const std::string& item : setting.items) builder.string(item);
      return builder.end_list();
    case FlagType::switches:
      builder.begin_map();
      for (const auto& [name, on] : setting.switches) {
        builder.key(name);
        builder.scalar(Value::boolean(on));
      }
      builder.end_map();
      return;
  }
}

Value flags_document(Component component, const ComponentName& name, const Settings& settings,
                     Builder& builder) {
  begin(component, name, builder);
  if (settings.are_known) add(settings, builder);
  return end(builder);
}

Value file_document(Component component, const ComponentName& name, const Value& file,
                    Builder& builder, const Settings* flags) {
  const auto defaults = read_config(config_defaults(component), builder);
  CHECK(defaults.has_value(), "the defaults are YAML");
  begin(component, name, builder);
  builder.key("config");
  add_merged(*defaults, file, builder);
  if (flags != nullptr) add_given(*flags, builder);
  return end(builder);
}

Value unknown_document(Component component, const ComponentName& name, Builder& builder) {
  begin(component, name, builder);
  return end(builder);
}

}  // namespace bulwark::extractors::config
