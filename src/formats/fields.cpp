// SPDX-License-Identifier: Apache-2.0
// Strict reading of maps.
#include "formats/fields.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "formats/path.h"

namespace bulwark::formats {

Result<Fields> Fields::of(const Value& map, std::string path) {
  if (!map.is_map()) {
    return fail(ErrorCode::malformed,
                fmt::format("{} must be a map", path.empty() ? "the document" : path));
  }
  return Fields(map, std::move(path));
}

Error Fields::error(std::string_view key, std::string_view what) const {
  return {ErrorCode::malformed, fmt::format("{} {}", join_path(path_, key), what), {}};
}

const Value* Fields::optional(std::string_view key) {
  known_.emplace_back(key);
  return map_->find(key);
}

Result<const Value*> Fields::required(std::string_view key) {
  const Value* found = optional(key);
  if (found == nullptr) return std::unexpected(error(key, "is missing"));
  return found;
}

Result<std::string> Fields::text(std::string_view key) {
  const Value* found = TRY(required(key));
  if (!found->is_string() || found->as_string().empty()) {
    return std::unexpected(error(key, "must be a text that is not empty"));
  }
  return std::string(found->as_string());
}

Result<std::string> Fields::optional_text(std::string_view key) {
  if (optional(key) == nullptr) return std::string();
  return text(key);
}

Result<bool> Fields::optional_bool(std::string_view key) {
  const Value* found = optional(key);
  if (found == nullptr) return false;
  if (!found->is_bool()) return std::unexpected(error(key, "must be true or false"));
  return found->as_bool();
}

Result<std::vector<std::string>> Fields::texts(std::string_view key) {
  std::vector<std::string> out;
  const Value* found = optional(key);
  if (found == nullptr) return out;
  const std::span<const Value> items = found->is_list() ? found->items() : std::span(found, 1);
  for (const Value& item : items) {
    if (!item.is_string()) return std::unexpected(error(key, "must be a text or a list of texts"));
    out.emplace_back(item.as_string());
  }
  return out;
}

Result<void> Fields::finish() const {
  for (std::uint32_t i = 0; i < map_->size(); ++i) {
    const std::string_view key = map_->shape()->keys[i];
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    return fail(ErrorCode::malformed,
                fmt::format("unknown key '{}'{}", join_path(path_, key_step(key)),
                            did_you_mean(key, known_)));
  }
  return {};
}

}  // namespace bulwark::formats
