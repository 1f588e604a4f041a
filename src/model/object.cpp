// SPDX-License-Identifier: Apache-2.0
// Looks at apiVersion, kind, metadata and items, nothing else.
#include "model/object.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace bulwark::model {
namespace {

using formats::Kind;
using formats::Value;

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "a boolean";
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::number: return "a number";
    case Kind::string: return "a string";
    case Kind::list: return "a list";
    default: return "a map";
  }
}

std::string text_of(std::string_view a, std::string_view b, std::string_view c) {
  return std::string(a).append(b).append(c);
}

// Why the entry is not a text that says something; nullopt when it is.
std::optional<std::string> why_no_text(const Value& map, std::string_view key,
                                       std::string_view label) {
  const Value* value = map.find(key);
  if (value == nullptr || value->is_null())
    return text_of("no ", label, ": not a Kubernetes object");
  if (!value->is_string()) return text_of(label, " must be a string, not ", name_of(value->kind()));
  const std::string_view text = value->as_string();
  if (text.empty()) return text_of("", label, " is empty: not a Kubernetes object");
  return std::nullopt;
}

std::optional<std::string> why_bad_metadata(const Value& root) {
  const Value* metadata = root.find("metadata");
  if (metadata == nullptr || metadata->is_null()) return std::nullopt;
  if (!metadata->is_map())
    return text_of("metadata must be a map, not ", name_of(metadata->kind()), "");
  for (const std::string_view key : {"name", "generateName", "namespace"}) {
    const Value* value = metadata->find(key);
    if (value == nullptr || value->is_null() || value->is_string()) continue;
    return text_of("metadata.", key, " must be a string, not ") +
           std::string(name_of(value->kind()));
  }
  return std::nullopt;
}

bool has(const Value& root, std::string_view key) {
  const Value* value = root.find(key);
  return value != nullptr && !value->is_null();
}

}  // namespace

std::optional<std::string> why_no_object(const Value& root) {
  if (!root.is_map()) return text_of("it is ", name_of(root.kind()), ", not a Kubernetes object");
  if (hints_at_nothing(root)) return "no apiVersion and no kind: not a Kubernetes object";
  if (auto why = why_no_text(root, "apiVersion", "apiVersion")) return why;
  if (auto why = why_no_text(root, "kind", "kind")) return why;
  return why_bad_metadata(root);
}

bool hints_at_nothing(const Value& root) { return !has(root, "apiVersion") && !has(root, "kind"); }

ListItems list_items(const Value& root) {
  if (!root.is_map()) return {};
  const Value* items = root.find("items");
  if (items != nullptr && items->is_list()) return {true, items->size() > 0 ? items : nullptr};
  const bool plain_list = root.text("kind") == "List" && root.text("apiVersion") == "v1";
  return {plain_list && (items == nullptr || items->is_null()), nullptr};
}

Value with_type(const Value& item, std::string_view list_api_version, std::string_view list_kind,
                formats::Pool& pool) {
  constexpr std::string_view kList = "List";
  if (!item.is_map() || has(item, "kind")) return item;
  if (list_kind.size() <= kList.size() || !list_kind.ends_with(kList)) return item;
  std::vector<std::pair<std::string_view, Value>> entries;
  for (std::size_t i = 0; i < item.size(); ++i) {
    const std::string_view key = item.shape()->keys[i];
    if (key != "kind" && (key != "apiVersion" || has(item, key)))
      entries.emplace_back(key, item.values()[i]);
  }
  entries.emplace_back("kind", pool.string(list_kind.substr(0, list_kind.size() - kList.size())));
  if (!has(item, "apiVersion")) entries.emplace_back("apiVersion", pool.string(list_api_version));
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string_view> keys;
  std::vector<Value> values;
  for (const auto& [key, value] : entries) {
    keys.push_back(key);
    values.push_back(value);
  }
  return pool.unique_map(pool.shape(keys), values);
}

}  // namespace bulwark::model
