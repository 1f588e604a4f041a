// SPDX-License-Identifier: Apache-2.0
#include "scan/secret_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "model/own_documents.h"
#include "scan/document_writer.h"

namespace bulwark::scan {
namespace {

using extractors::secret::SecretMatch;
using formats::Builder;
using formats::Value;

constexpr std::array<std::string_view, extractors::secret::kSecretFamilies> kControls{
    "file-secret-cloud", "file-secret-cluster", "file-secret-private-key",
    "file-secret-git",   "file-secret-package", "file-secret-service",
    "file-secret-jwt",   "file-secret-url",     "file-secret-assignment"};

void write(const SecretMatch& match, Builder& builder, DocumentWriter& writer) {
  builder.begin_map();
  writer.text("control", control_of(match.rule->family));
  writer.text("title", match.rule->title);
  writer.text("masked", match.masked);
  writer.number("line", match.line);
  writer.number("column", match.column);
  writer.number("length", match.length);
  writer.number("offset", match.offset);
  builder.end_map();
}

void write(const std::vector<SecretMatch>& matches, Builder& builder, DocumentWriter& writer) {
  builder.key("secrets");
  builder.begin_map(formats::Sharing::unique);
  std::map<std::string_view, std::size_t> counts;
  for (const SecretMatch& match : matches) {
    // Counted by rule: lines may move and the name stays.
    const std::size_t count = ++counts[match.rule->id];
    builder.key(count == 1 ? std::string(match.rule->id)
                           : fmt::format("{}-{}", match.rule->id, count));
    write(match, builder, writer);
  }
  builder.end_map();
}

// Which layer of an image the file is of.
std::string layer_text(const Value& document) {
  const Value* layer = document.at("spec", "layer");
  if (layer == nullptr) return {};
  const Value* removed = document.at("spec", "removed");
  const bool gone = removed != nullptr && removed->as_bool();
  return fmt::format(" (layer {}{})", layer->as_int(),
                     gone ? ", removed by a later one: the image still holds it" : "");
}

}  // namespace

std::string_view control_of(extractors::secret::SecretFamily family) {
  return kControls.at(static_cast<std::size_t>(family));
}

bool asks_for_secrets(const policy::Chosen& chosen) {
  return std::ranges::any_of(chosen.by_reader, [](const policy::ControlFile* file) {
    return std::ranges::find(kControls, file->control.id) != kControls.end();
  });
}

Value secret_document(std::string_view name, const extractors::secret::FileSecrets& secrets,
                      const FileLayer& layer, Builder& builder) {
  DocumentWriter writer(builder);
  writer.begin(model::kSourceFile, name);
  if (layer.number != 0) {
    writer.number("layer", layer.number);
    writer.flag("removed", layer.removed);
  }
  write(secrets.matches, builder, writer);
  return writer.end();
}

void collect_secrets(const policy::Chosen& chosen, const model::Resource& document,
                     const std::function<bool(std::uint64_t line)>& told, model::Report& report) {
  const std::string* root = &report.items.emplace_back();
  const std::string layer = layer_text(document.root);
  const Value* secrets = document.root.at("spec", "secrets");
  for (std::size_t i = 0; i < secrets->size(); ++i) {
    const std::string_view name = secrets->shape()->keys[i];
    const Value& secret = secrets->values()[i];
    const auto control = std::ranges::find(
        chosen.by_reader, secret.text("control"),
        [](const policy::ControlFile* file) { return std::string_view(file->control.id); });
    if (control == chosen.by_reader.end() ||
        told(static_cast<std::uint64_t>(secret.find("line")->as_int())))
      continue;
    report.details.push_back(
        {&(*control)->control,
         fmt::format("{}: {}{}", secret.text("title"), secret.text("masked"), layer),
         fmt::format("spec.secrets.{}", name)});
    report.findings.push_back({&report.details.back(), &document, root, nullptr, 1});
  }
}

}  // namespace bulwark::scan
