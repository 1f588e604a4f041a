// SPDX-License-Identifier: Apache-2.0
#include "sources/container/image_config.h"

#include "formats/value.h"
#include "sources/container/digest.h"
#include "sources/container/image_document.h"

namespace bulwark::sources::container {
namespace {

using formats::Value;

constexpr std::size_t kMostSteps = 10'000;

std::vector<std::string> keys_of(const Value& map, std::string_view key) {
  std::vector<std::string> out;
  const Value* found = map.find(key);
  if (found == nullptr || !found->is_map()) return out;
  for (std::uint32_t i = 0; i < found->shape()->count; ++i)
    out.emplace_back(found->shape()->keys[i]);
  return out;
}

// Docker takes a text for a list of one.
std::vector<std::string> words_of(const Value& map, std::string_view key) {
  const std::string_view one = map.text(key);
  return one.empty() ? texts_of(map, key) : std::vector<std::string>{std::string(one)};
}

void read_run(const Value& run, ImageConfig& out) {
  out.user = run.text("User");
  out.working_folder = run.text("WorkingDir");
  out.stop_signal = run.text("StopSignal");
  out.environment = texts_of(run, "Env");
  out.entrypoint = words_of(run, "Entrypoint");
  out.command = words_of(run, "Cmd");
  out.shell = words_of(run, "Shell");
  out.on_build = texts_of(run, "OnBuild");
  out.ports = keys_of(run, "ExposedPorts");
  out.volumes = keys_of(run, "Volumes");
  if (const Value* check = run.find("Healthcheck")) out.health_check = texts_of(*check, "Test");
  const Value* labels = run.find("Labels");
  if (labels == nullptr || !labels->is_map()) return;
  for (std::uint32_t i = 0; i < labels->shape()->count; ++i) {
    const Value& value = labels->values()[i];
    if (value.is_string()) out.labels.emplace(labels->shape()->keys[i], value.as_string());
  }
}

Result<void> read_history(const Value& root, ImageConfig& out) {
  const Value* list = root.find("history");
  if (list == nullptr) return {};
  if (list->size() > kMostSteps)
    return fail(ErrorCode::limit, std::to_string(list->size()) + " steps of history");
  for (const Value& one : list->items()) {
    const Value* empty = one.find("empty_layer");
    out.history.push_back({std::string(one.text("created")), std::string(one.text("created_by")),
                           std::string(one.text("comment")),
                           empty != nullptr && empty->is_bool() && empty->as_bool()});
  }
  return {};
}

Result<void> read_root(const Value& root, ImageConfig& out) {
  if (!root.is_map()) return fail(ErrorCode::malformed, "it is no JSON object");
  out.platform = {std::string(root.text("os")), std::string(root.text("architecture")),
                  std::string(root.text("variant"))};
  out.created = root.text("created");
  out.author = root.text("author");
  if (const Value* run = root.find("config")) read_run(*run, out);
  if (const Value* layers = root.find("rootfs")) out.diff_ids = texts_of(*layers, "diff_ids");
  for (const std::string& one : out.diff_ids) {
    if (!is_digest(one))
      return fail(ErrorCode::malformed, "'" + one.substr(0, 140) + "' in diff_ids is no digest");
  }
  return read_history(root, out);
}

}  // namespace

std::vector<int> ImageConfig::steps_of_layers(std::size_t layers) const {
  std::vector<int> out;
  for (std::size_t i = 0; i < history.size(); ++i)
    if (!history[i].empty_layer) out.push_back(static_cast<int>(i));
  // It tells of fewer or more layers than there are: nothing it says is about a certain one.
  if (out.size() != layers) out.assign(layers, -1);
  return out;
}

Result<ImageConfig> parse_image_config(std::string_view text) {
  ImageConfig out;
  TRY_VOID(with_document(text, [&out](const Value& root) { return read_root(root, out); }));
  return out;
}

}  // namespace bulwark::sources::container
