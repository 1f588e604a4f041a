// SPDX-License-Identifier: Apache-2.0
// Settings and files become maps.
#include "extractors/config/component_document.h"

#include <string>
#include <vector>

#include "base/result.h"
#include "extractors/config/config_defaults.h"
#include "formats/yaml.h"
#include "model/own_documents.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;

void add(const Setting& setting, Builder& builder) {
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
    add(setting, builder);
  }
  builder.end_map();
  builder.key("given");
  builder.begin_list();
  for (const auto& [name, setting] : settings.flags) {
    if (setting.source != Setting::Source::standard) builder.string(name);
  }
  builder.end_list();
}

void copy(const Value& value, Builder& builder);

// The defaults, and over them what the file says: maps join, everything else is replaced.
void merge(const Value& base, const Value& over, Builder& builder) {
  builder.begin_map();
  for (std::size_t i = 0; i < base.size(); ++i) {
    const std::string_view key = base.shape()->keys[i];
    const Value* other = over.find(key);
    builder.key(key);
    if (other == nullptr || other->is_null()) {
      copy(base.values()[i], builder);
    } else if (other->is_map() && base.values()[i].is_map()) {
      merge(base.values()[i], *other, builder);
    } else {
      copy(*other, builder);
    }
  }
  for (std::size_t i = 0; i < over.size(); ++i) {
    const std::string_view key = over.shape()->keys[i];
    if (base.find(key) != nullptr || over.values()[i].is_null()) continue;
    builder.key(key);
    copy(over.values()[i], builder);
  }
  builder.end_map();
}

void copy(const Value& value, Builder& builder) {
  if (value.is_map()) return merge(value, Value(), builder);
  if (value.is_string()) return builder.string(value.as_string());
  if (!value.is_list()) return builder.scalar(value);
  builder.begin_list();
  for (const Value& item : value.items()) copy(item, builder);
  builder.end_list();
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

Value component_document(Component component, const ComponentName& name, const Settings* settings,
                         Builder& builder) {
  begin(component, name, builder);
  if (settings != nullptr) add(*settings, builder);
  return end(builder);
}

Value component_document(Component component, const ComponentName& name, const Value* file,
                         Builder& builder) {
  formats::Builder own(builder.pool());
  formats::DocumentOptions options;
  options.resource = false;
  const auto defaults = formats::YamlReader().read(config_defaults(component), own, options);
  CHECK(defaults.has_value(), "the defaults are YAML");
  begin(component, name, builder);
  if (file != nullptr) {
    builder.key("config");
    merge(defaults->root, *file, builder);
  }
  return end(builder);
}

}  // namespace bulwark::extractors::config
