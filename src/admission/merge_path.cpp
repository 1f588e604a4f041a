// SPDX-License-Identifier: Apache-2.0
// Steps of paths, and values as Go prints them.
#include "admission/merge_path.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/json_write.h"

namespace bulwark::admission {
namespace {

using formats::Value;

// Kinds of this room, beside those of the expression language.
constexpr std::uint8_t kWrittenNull = 200;
constexpr std::uint8_t kWrittenPart = 201;

bool is_kind(const Value& value, std::uint8_t kind) {
  return static_cast<std::uint8_t>(value.kind()) == kind;
}

std::string scalar_text(const Value& value) {
  if (is_kind(value, kWrittenNull)) return "NULL_VALUE";
  if (value.is_null()) return "<nil>";
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  if (value.is_int()) return std::to_string(value.as_int());
  if (value.is_uint()) return std::to_string(value.as_uint());
  if (value.is_double()) return fmt::format("{}", value.as_double());
  return value.is_string() ? std::string(value.as_string()) : std::string();
}

// As a path shows a value.
std::string step_text(const Value& value) {
  if (value.is_string()) return go_quoted(value.as_string());
  if (value.is_null()) return "null";
  std::string out;
  for (const Value& item : value.items()) out += (out.empty() ? "" : ",") + step_text(item);
  if (value.is_list()) return fmt::format("[{}]", out);
  for (std::size_t i = 0; i < value.values().size(); ++i)
    out += fmt::format("{}={}", value.shape()->keys[i], step_text(value.values()[i]));
  return value.is_map() ? out : scalar_text(value);
}

std::unexpected<Error> bad_item(std::string message) {
  return fail(ErrorCode::malformed, std::move(message));
}

Result<std::string> set_step(const Value& item) {
  if (item.is_map())
    return bad_item("associative list without keys has an element that's a map type");
  if (item.is_list()) return bad_item("not supported: associative list with lists as elements");
  if (item.is_null())
    return bad_item("associative list without keys has an element that's an explicit null");
  return fmt::format("[={}]", step_text(item));
}

std::optional<std::string> default_text(const Schema& schema, const ListType& list,
                                        const std::string& key) {
  const auto& map = schema.at(list.element).map;
  const FieldType* field = map ? map->field(key) : nullptr;
  return field != nullptr ? field->key_default : std::nullopt;
}

}  // namespace

std::string merge_error_text(const std::vector<MergeError>& errors) {
  const auto one = [](const MergeError& error) {
    return error.path.empty() ? error.message : fmt::format("{}: {}", error.path, error.message);
  };
  if (errors.size() == 1) return one(errors[0]);
  std::string out = "errors:";
  for (const MergeError& error : errors) out += "\n  " + one(error);
  return out;
}

std::string field_step(std::string_view name) { return fmt::format(".{}", name); }
std::string index_step(std::size_t index) { return fmt::format("[{}]", index); }

Result<std::string> item_step(const Schema& schema, const ListType& list, const Value& item) {
  if (list.relation == ListRelation::set) return set_step(item);
  if (item.is_null()) return bad_item("associative list with keys may not have a null element");
  if (!item.is_map()) return bad_item("associative list with keys may not have non-map elements");
  std::vector<std::string> keys = list.keys;
  std::sort(keys.begin(), keys.end());
  std::string out;
  for (const std::string& key : keys) {
    const Value* value = item.find(key);
    auto text = default_text(schema, list, key);
    if (value != nullptr) text = step_text(*value);
    if (text) out += fmt::format("{}{}={}", out.empty() ? "" : ",", key, *text);
  }
  if (!out.empty()) return fmt::format("[{}]", out);
  std::string names;
  for (const std::string& key : list.keys) names += (names.empty() ? "" : " ") + go_quoted(key);
  return bad_item(
      fmt::format("associative list with keys has an element that omits all key fields [{}] (and "
                  "doesn't have default values for any key fields)",
                  names));
}

std::string go_text(const Value& value) {
  std::string out;
  if (value.is_list()) {
    for (const Value& item : value.items()) out += (out.empty() ? "" : " ") + go_text(item);
    return fmt::format("[{}]", out);
  }
  if (!value.is_map()) return scalar_text(value);
  for (std::size_t i = 0; i < value.size(); ++i)
    out += fmt::format("{}{}:{}", i == 0 ? "" : " ", value.shape()->keys[i],
                       go_text(value.values()[i]));
  return fmt::format("map[{}]", out);
}

Value written_null() { return Value::extension(kWrittenNull, 0); }
Value written_part() { return Value::extension(kWrittenPart, 0); }

std::string_view go_type(const Value& value) {
  if (is_kind(value, kWrittenNull)) return "structpb.NullValue";
  if (value.is_bool()) return "bool";
  if (value.is_int()) return "int64";
  if (value.is_uint()) return "uint64";
  if (value.is_double()) return "float64";
  if (value.is_string()) return "string";
  if (value.is_list()) return "[]interface {}";
  return value.is_map() ? "map[string]interface {}" : "<nil>";
}

std::string go_syntax(const Value& value) {
  if (value.is_string()) return go_quoted(value.as_string());
  if (is_kind(value, kWrittenNull)) return "0";
  if (!value.is_list() && !value.is_map()) return scalar_text(value);
  std::string out;
  for (const Value& item : value.items()) out += (out.empty() ? "" : ", ") + go_syntax(item);
  for (std::size_t i = 0; i < value.values().size(); ++i)
    out += fmt::format("{}{}:{}", i == 0 ? "" : ", ", go_quoted(value.shape()->keys[i]),
                       go_syntax(value.values()[i]));
  return fmt::format("{}{{{}}}", go_type(value), out);
}

std::string go_quoted(std::string_view text) {
  std::string out;
  formats::write_json_string(out, text);
  return out;
}

}  // namespace bulwark::admission
