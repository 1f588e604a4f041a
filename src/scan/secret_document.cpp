// SPDX-License-Identifier: Apache-2.0
#include "scan/secret_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "model/own_documents.h"

namespace bulwark::scan {
namespace {

using extractors::secret::SecretMatch;
using formats::Builder;
using formats::Value;

constexpr std::array<std::string_view, extractors::secret::kSecretFamilies> kControls{
    "file-secret-cloud", "file-secret-cluster", "file-secret-private-key",
    "file-secret-git",   "file-secret-package", "file-secret-service",
    "file-secret-jwt",   "file-secret-url",     "file-secret-assignment"};

class Writing {
 public:
  explicit Writing(Builder& builder) : builder_(builder) {}

  void text(std::string_view key, std::string_view value) {
    builder_.key(key);
    builder_.string(value);
  }
  void number(std::string_view key, std::uint64_t value) {
    builder_.key(key);
    builder_.scalar(Value::integer(static_cast<std::int64_t>(value)));
  }
  void map(std::string_view key) {
    builder_.key(key);
    builder_.begin_map(formats::Sharing::unique);
  }

  void matches(const std::vector<SecretMatch>& matches) {
    std::map<std::string_view, std::size_t> counts;
    for (const SecretMatch& match : matches) {
      // Counted by rule: lines may move and the name stays.
      const std::size_t count = ++counts[match.rule->id];
      builder_.key(count == 1 ? std::string(match.rule->id)
                              : fmt::format("{}-{}", match.rule->id, count));
      add(match);
    }
  }

 private:
  void add(const SecretMatch& match) {
    builder_.begin_map();
    text("control", control_of(match.rule->family));
    text("title", match.rule->title);
    text("masked", match.masked);
    number("line", match.line);
    number("column", match.column);
    number("length", match.length);
    number("offset", match.offset);
    builder_.end_map();
  }

  Builder& builder_;
};

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
  Writing write(builder);
  builder.begin_map(formats::Sharing::unique);
  write.text("apiVersion", model::kOwnApiVersion);
  write.text("kind", model::kSourceFile);
  write.map("metadata");
  write.text("name", name);
  builder.end_map();
  write.map("spec");
  if (layer.number != 0) {
    write.number("layer", layer.number);
    builder.key("removed");
    builder.scalar(Value::boolean(layer.removed));
  }
  write.map("secrets");
  write.matches(secrets.matches);
  builder.end_map();
  builder.end_map();
  builder.end_map();
  return builder.finish();
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
