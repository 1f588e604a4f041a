// SPDX-License-Identifier: Apache-2.0
// Facts first, then the map that holds them.
#include "extractors/config/api_server_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "extractors/config/admission_plugins.h"
#include "extractors/config/audit_concerns.h"
#include "extractors/config/encryption_facts.h"
#include "extractors/config/merge.h"
#include "formats/path.h"
#include "model/own_documents.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;
using Part = model::Origin::Part;

void add_text(std::string_view key, std::string_view text, Builder& builder) {
  builder.key(key);
  builder.string(text);
}

void add_texts(std::string_view key, const std::vector<std::string>& all, Builder& builder) {
  builder.key(key);
  builder.begin_list();
  for (const std::string& one : all) builder.string(one);
  builder.end_list();
}

void add_number(std::string_view key, std::size_t number, Builder& builder) {
  builder.key(key);
  builder.scalar(Value::integer(static_cast<std::int64_t>(number)));
}

void begin(ApiServerFile file, const ApiServerSource& source, Builder& builder) {
  builder.begin_map(formats::Sharing::unique);
  add_text("apiVersion", model::kOwnApiVersion, builder);
  add_text("kind", kind_of(file), builder);
  builder.key("metadata");
  builder.begin_map(formats::Sharing::unique);
  add_text("name", source.name, builder);
  if (!source.name_space.empty()) add_text("namespace", source.name_space, builder);
  builder.end_map();
  builder.key("spec");
  builder.begin_map();
  if (!source.node.empty()) add_text("node", source.node, builder);
  if (!source.path.empty()) add_text("file", source.path, builder);
}

Value end(Builder& builder) {
  builder.end_map();
  builder.end_map();
  return builder.finish();
}

/// What `spec` has: each is a value that was finished before the document is begun.
struct Facts {
  std::vector<std::pair<std::string_view, Value>> values;
  std::vector<Part> parts;
  std::vector<std::string> doubts;
};

Value encryption_value(const Encryption& encryption, Builder& builder) {
  builder.begin_map();
  add_text("provider", encryption.provider, builder);
  if (encryption.entry) add_number("entry", *encryption.entry, builder);
  builder.end_map();
  return builder.finish();
}

Result<Facts> encryption_facts(const Value& content, Builder& builder) {
  Facts out;
  out.values.emplace_back("config", with_key_lengths(content, builder));
  for (const std::string_view resource : {"configmaps", "secrets"}) {
    const Encryption found = TRY(encryption_of(content, resource));
    out.values.emplace_back(resource, encryption_value(found, builder));
    std::string where = "resources";
    if (found.entry) where += formats::item_step(*found.entry) + ".providers[0]";
    out.parts.push_back({fmt::format("spec.{}", resource), std::move(where), false});
  }
  return out;
}

void add_extreme(std::string_view key, const AuditConcern::Extreme& one, Builder& builder) {
  builder.key(key);
  builder.begin_map();
  add_text("level", name_of(one.level), builder);
  add_text("request", one.request, builder);
  if (one.rule) add_number("rule", *one.rule, builder);
  builder.end_map();
}

Value levels_value(const std::vector<AuditConcern>& concerns, Builder& builder) {
  builder.begin_map();
  for (const AuditConcern& one : concerns) {
    builder.key(one.name);
    builder.begin_map();
    add_extreme("lowest", one.lowest, builder);
    add_extreme("highest", one.highest, builder);
    add_texts("exempt", one.exempt, builder);
    builder.end_map();
  }
  builder.end_map();
  return builder.finish();
}

Result<Facts> audit_facts(const Value& content, Builder& builder) {
  const AuditPolicy policy = TRY(read_audit_policy(content));
  const std::vector<AuditConcern> concerns = TRY(audit_concerns(policy));
  Facts out;
  out.values = {{"levels", levels_value(concerns, builder)},
                {"config", merged(content, Value(), builder)}};
  out.parts.push_back({"spec.levels", "rules", false});
  for (const AuditConcern& one : concerns) {
    for (const auto& [key, extreme] :
         {std::pair("lowest", &one.lowest), std::pair("highest", &one.highest)}) {
      if (extreme->rule)
        out.parts.push_back({fmt::format("spec.levels.{}.{}", one.name, key),
                             "rules" + formats::item_step(*extreme->rule), false});
    }
  }
  return out;
}

Facts admission_facts(const Value& content, const PluginFile& plugin_file, Builder& builder) {
  AdmissionPlugins plugins = admission_plugins(content, plugin_file, builder);
  Facts out;
  out.doubts = std::move(plugins.doubts);
  for (const AdmissionPlugins::Known& one : plugins.known) {
    out.values.emplace_back(one.key, one.config);
    out.parts.push_back({fmt::format("spec.{}", one.key),
                         "plugins" + formats::item_step(one.entry) + ".configuration", true});
  }
  builder.begin_list();
  for (const std::string& name : plugins.names) builder.string(name);
  builder.end_list();
  out.values.emplace_back("plugins", builder.finish());
  out.parts.push_back({"spec.plugins", "plugins", true});
  return out;
}

Result<Facts> facts_of(ApiServerFile file, const Value& content, const PluginFile& plugin_file,
                       Builder& builder) {
  switch (file) {
    case ApiServerFile::encryption: return encryption_facts(content, builder);
    case ApiServerFile::audit: return audit_facts(content, builder);
    case ApiServerFile::admission: return admission_facts(content, plugin_file, builder);
    case ApiServerFile::authentication:
    case ApiServerFile::authorization: break;
  }
  Facts out;
  out.values.emplace_back("config", merged(content, Value(), builder));
  return out;
}

}  // namespace

ApiServerDocument api_server_document(ApiServerFile file, const ApiServerSource& source,
                                      const Value& content, const PluginFile& plugin_file,
                                      Builder& builder) {
  ApiServerDocument out;
  out.parts = {{"spec", "", false}, {"spec.config", "", true}};
  out.doubts = faults_in(file, content);
  if (!out.doubts.empty()) {
    out.root = unknown_api_server_document(file, source, builder);
    return out;
  }
  auto facts = facts_of(file, content, plugin_file, builder);
  if (!facts) {
    out.doubts.push_back(facts.error().text());
    out.root = unknown_api_server_document(file, source, builder);
    return out;
  }
  begin(file, source, builder);
  for (const auto& [key, value] : facts->values) {
    builder.key(key);
    builder.scalar(value);
  }
  out.root = end(builder);
  out.doubts = std::move(facts->doubts);
  std::ranges::move(facts->parts, std::back_inserter(out.parts));
  return out;
}

Value unknown_api_server_document(ApiServerFile file, const ApiServerSource& source,
                                  Builder& builder) {
  begin(file, source, builder);
  return end(builder);
}

}  // namespace bulwark::extractors::config
