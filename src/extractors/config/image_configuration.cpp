// SPDX-License-Identifier: Apache-2.0
// Facts become a description, and that the document.
#include "extractors/config/image_configuration.h"

#include <algorithm>
#include <utility>

#include "extractors/config/image_description.h"
#include "extractors/config/image_history.h"
#include "model/own_documents.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;

Result<ImageDescription> describe(const model::ImageFacts& facts) {
  ImageDescription out;
  if (facts.user) set_user(*facts.user, out);
  if (!facts.health_check.empty())
    out.health_check = facts.health_check.front() == "NONE" ? "disabled" : "command";
  out.entrypoint = facts.entrypoint;
  out.command = facts.command;
  out.shell = facts.shell;
  out.labels = facts.labels;
  out.volumes = facts.volumes;
  out.stop_signal = facts.stop_signal;
  for (const std::string& port : facts.ports) out.ports.push_back(ports_of(port));
  for (const std::string& text : facts.env) {
    const std::size_t equals = std::min(text.find('='), text.size());
    BuildVariable one{
        .keyword = "ENV", .name = text.substr(0, equals), .value = {}, .part = {}, .lines = {}};
    one.value = text.substr(std::min(equals + 1, text.size()));
    one.secret = holds_secret(one.name, *one.value);
    out.variables.push_back(std::move(one));
  }
  if (!facts.base_name.empty()) {
    BaseImage base = base_of("FROM", facts.base_name);
    if (base.digest.empty()) base.digest = facts.base_digest;
    out.bases.push_back(std::move(base));
  }
  for (const model::ImageStep& step : facts.history)
    TRY_VOID(add_history(step.created_by, {.inherited = step.inherited}, out));
  return out;
}

void add_texts(std::string_view key, const std::optional<std::vector<std::string>>& texts,
               Builder& builder) {
  if (!texts) return;
  builder.key(key);
  builder.begin_list();
  for (const std::string& text : *texts) builder.string(text);
  builder.end_list();
}

void add_text(std::string_view key, std::string_view text, Builder& builder) {
  builder.key(key);
  builder.string(text);
}

}  // namespace

Result<Value> image_configuration_document(const model::ImageFacts& facts, Builder& builder) {
  const ImageDescription image = TRY(describe(facts));
  builder.begin_map(formats::Sharing::unique);
  add_text("apiVersion", model::kOwnApiVersion, builder);
  add_text("kind", "ImageConfiguration", builder);
  builder.key("metadata");
  builder.begin_map(formats::Sharing::unique);
  add_text("name", facts.name, builder);
  builder.end_map();
  builder.key("spec");
  builder.begin_map();
  add_text("digest", facts.digest, builder);
  if (!facts.created.empty()) add_text("created", facts.created, builder);
  if (facts.age_days) {
    builder.key("ageDays");
    builder.scalar(Value::integer(*facts.age_days));
  }
  add_description(image, builder);
  add_texts("setuidFiles", facts.setuid_files, builder);
  add_texts("shells", facts.shells, builder);
  add_texts("packageManagers", facts.package_managers, builder);
  builder.end_map();
  builder.end_map();
  return builder.finish();
}

}  // namespace bulwark::extractors::config
