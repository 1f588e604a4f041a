// SPDX-License-Identifier: Apache-2.0
// What can be asked of objects that an expression made.
#include "cel/object.h"

#include <algorithm>

namespace bulwark::cel {
namespace {

constexpr std::string_view kPatchTexts[] = {"op", "path", "from"};

bool is_patch_text(std::string_view name) {
  return std::ranges::find(kPatchTexts, name) != std::end(kPatchTexts);
}

bool same_part(const Value& a, const Value& b);

bool same_entries(const Value& a, const Value& b) {
  if (map_size(a) != map_size(b)) return false;
  bool same = true;
  for_each_entry(a, [&](const Value& key, const Value& value) {
    const Value* other = map_find(b, key);
    same = other != nullptr && same_part(value, *other);
    return same;
  });
  return same;
}

bool same_part(const Value& a, const Value& b) {
  if (a.is_list() || b.is_list()) return false;
  if (is_any_map(a)) return is_any_map(b) && same_entries(a, b);
  return kind(a) == kind(b) && equal(a, b);
}

bool same_patch(const MadeObject& a, const MadeObject& b) {
  const auto text = [](const MadeObject& patch, std::string_view name) {
    return object_field(patch, name)->as_string();
  };
  for (const std::string_view name : kPatchTexts) {
    if (text(a, name) != text(b, name)) return false;
  }
  const Value *left = a.fields.find("value"), *right = b.fields.find("value");
  if (left == nullptr || right == nullptr) return left == right;
  return equal(*left, *right);
}

void find_misnamed(const Value& value, const std::string& path, std::vector<std::string>& out) {
  if (is_made(value)) {
    const MadeObject& object = object_of(value);
    if (object.type_name != path) {
      out.push_back("unexpected type name \"" + std::string(object.type_name) + "\", expected \"" +
                    path + "\", which matches field name path from root Object type");
    }
    for_each_entry(object.fields, [&](const Value& name, const Value& field) {
      find_misnamed(field, path + "." + std::string(name.as_string()), out);
      return true;
    });
  } else if (value.is_list()) {
    for (const Value& item : value.items()) find_misnamed(item, path, out);
  } else if (is_any_map(value)) {
    for_each_entry(value, [&](const Value&, const Value& item) {
      find_misnamed(item, path, out);
      return true;
    });
  }
}

Result<Value> plain_map(Arena& arena, const Value& map) {
  std::vector<EntryMap::Entry> entries;
  std::string wrong;
  for_each_entry(map, [&](const Value& key, const Value& item) {
    const Result<Value> plain = plain_value(arena, item);
    if (!key.is_string())
      wrong = "a map of an object has a key that is no text: " + display_text(key);
    if (key.is_string() && !plain) wrong = plain.error().message;
    if (!wrong.empty()) return false;
    entries.push_back({keep(arena, key), *plain});
    return true;
  });
  if (!wrong.empty()) return fail(ErrorCode::malformed, std::move(wrong));
  return make_map(arena, entries);
}

Result<Value> plain_list(Arena& arena, const Value& list) {
  std::vector<Value> items;
  for (const Value& item : list.items()) {
    Value plain = TRY(plain_value(arena, item));
    items.push_back(plain);
  }
  return Value::list_in(arena, items);
}

}  // namespace

Value make_object(Arena& arena, std::string_view type_name, const Value& fields) {
  const auto* made = new (arena.allocate(sizeof(MadeObject))) MadeObject{type_name, fields};
  return extension(Kind::made, reinterpret_cast<std::uintptr_t>(made));
}

bool is_object_type(std::string_view name) {
  return name == kObjectType || name == kJsonPatchType ||
         (name.starts_with(kObjectType) && name.substr(kObjectType.size()).starts_with('.'));
}

bool same_object(const MadeObject& a, const MadeObject& b) {
  if (a.type_name != b.type_name) return false;
  return is_json_patch(a) ? same_patch(a, b) : same_entries(a.fields, b.fields);
}

const Value* object_field(const MadeObject& object, std::string_view name) {
  static const Value kNull, kEmpty = Value::string_at("");
  if (const Value* field = object.fields.find(name)) return field;
  if (!is_json_patch(object) || name == "value") return &kNull;
  return is_patch_text(name) ? &kEmpty : nullptr;
}

bool object_has(const MadeObject& object, std::string_view name) {
  const Value* field = object.fields.find(name);
  if (field == nullptr) return false;
  return !is_json_patch(object) || name == "value" || !field->as_string().empty();
}

Result<Value> plain_value(Arena& arena, const Value& value) {
  if (is_made(value)) return plain_map(arena, object_of(value).fields);
  if (value.is_list() && value.pool() == 0) return plain_list(arena, value);
  if (is_any_map(value) && value.pool() == 0) return plain_map(arena, value);
  return keep(arena, value);
}

std::vector<std::string> misnamed_types(const Value& value) {
  std::vector<std::string> out;
  find_misnamed(value, std::string(is_made(value) ? object_of(value).type_name : kObjectType), out);
  return out;
}

}  // namespace bulwark::cel
