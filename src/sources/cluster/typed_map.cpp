// SPDX-License-Identifier: Apache-2.0
// One error per wrong type, with what stands there instead.
#include "sources/cluster/typed_map.h"

#include <fmt/core.h>

#include "formats/path.h"
#include "formats/yaml_scalar.h"

namespace bulwark::sources::cluster {
namespace {

using formats::Kind;
using formats::Value;

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Kind::null: return "null";
    case Kind::boolean: return "true or false";
    case Kind::string: return "a string";
    case Kind::list: return "a list";
    case Kind::map: return "a map";
    default: return "a number";
  }
}

}  // namespace

Result<TypedMap> TypedMap::root(const Value& value) {
  if (value.is_map()) return TypedMap(&value, "", "");
  return fail(ErrorCode::malformed, fmt::format("this must be a map, not {}", kind_name(value)));
}

const Value* TypedMap::find(std::string_view key) const {
  const Value* value = map_ == nullptr ? nullptr : map_->find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::vector<std::string> TypedMap::keys() const {
  if (map_ == nullptr) return {};
  const formats::Shape& shape = *map_->shape();
  return {shape.keys, shape.keys + shape.count};
}

Error TypedMap::error(std::string_view key, std::string_view what) const {
  const std::string step = formats::key_step(key);
  return {ErrorCode::malformed, fmt::format("{} {}", formats::join_path(shown_, step), what),
          formats::join_path(path_, step)};
}

Error TypedMap::wrong_type(std::string_view key, std::string_view wanted, const Value& is) const {
  return error(key, fmt::format("must be {}, not {}", wanted, kind_name(is)));
}

Result<std::string> TypedMap::text(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return std::string();
  if (!value->is_string()) return std::unexpected(wrong_type(key, "a string", *value));
  return std::string(value->as_string());
}

Result<bool> TypedMap::flag(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_bool()) return std::unexpected(wrong_type(key, "true or false", *value));
  return value->as_bool();
}

Result<std::vector<std::string>> TypedMap::texts(std::string_view key) const {
  std::vector<std::string> out;
  const Value* list = find(key);
  if (list == nullptr) return out;
  if (!list->is_list()) return std::unexpected(wrong_type(key, "a list of strings", *list));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Value& item = list->items()[i];
    if (!item.is_string()) {
      const std::string step = formats::key_step(key) + formats::item_step(i);
      return fail(ErrorCode::malformed,
                  fmt::format("{} must be a string, not {}", formats::join_path(shown_, step),
                              kind_name(item)),
                  formats::join_path(path_, step));
    }
    out.emplace_back(item.as_string());
  }
  return out;
}

Result<std::string> TypedMap::binary(std::string_view key) const {
  const std::string encoded = TRY(text(key));
  std::optional<std::string> bytes = formats::decode_binary(encoded);
  if (!bytes) return std::unexpected(error(key, "is no base64"));
  return *std::move(bytes);
}

Result<TypedMap> TypedMap::map(std::string_view key) const {
  const std::string step = formats::key_step(key);
  const Value* value = find(key);
  if (value != nullptr && !value->is_map())
    return std::unexpected(wrong_type(key, "a map", *value));
  return TypedMap(value, formats::join_path(shown_, step), formats::join_path(path_, step));
}

Result<std::vector<TypedMap>> TypedMap::maps(std::string_view key) const {
  std::vector<TypedMap> out;
  const Value* list = find(key);
  if (list == nullptr) return out;
  if (!list->is_list()) return std::unexpected(wrong_type(key, "a list", *list));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Value& item = list->items()[i];
    const std::string index = formats::item_step(i);
    const std::string here = std::string(formats::key_step(key));
    const std::string_view name = item.text("name");
    TypedMap entry(
        &item,
        formats::join_path(shown_, here + (name.empty() ? index : fmt::format("[{}]", name))),
        formats::join_path(path_, here + index));
    if (!item.is_map()) {
      return fail(ErrorCode::malformed,
                  fmt::format("{} must be a map, not {}", entry.shown_, kind_name(item)),
                  entry.path_);
    }
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace bulwark::sources::cluster
