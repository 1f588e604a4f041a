// SPDX-License-Identifier: Apache-2.0
// What values are made of, and deep copies of them.
#include "cel/value.h"

#include "base/arena_vector.h"
#include "cel/object.h"

namespace bulwark::cel {
namespace {

Value keep_list(Arena& arena, const Value& value) {
  ArenaVector<Value> items(arena);
  items.reserve(value.size());
  for (const Value& item : value.items()) items.push_back(keep(arena, item));
  return Value::list_in(arena, items);
}

Value keep_map(Arena& arena, const Value& value) {
  ArenaVector<EntryMap::Entry> entries(arena);
  entries.reserve(map_size(value));
  for_each_entry(value, [&](const Value& key, const Value& item) {
    entries.push_back({keep(arena, key), keep(arena, item)});
    return true;
  });
  return make_map(arena, entries);
}

Value keep_object(Arena& arena, const MadeObject& object) {
  return make_object(arena, arena.copy(object.type_name), keep(arena, object.fields));
}

}  // namespace

Value make_optional(Arena& arena, const Value& value) {
  Value* kept = arena.allocate_array<Value>(1);
  *kept = value;
  return extension(Kind::optional, reinterpret_cast<std::uintptr_t>(kept));
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

Value keep(Arena& arena, const Value& value) {
  switch (kind(value)) {
    case Kind::string:
      return value.pool() != 0 ? value : Value::string_in(arena, value.as_string());
    case Kind::list: return value.pool() != 0 ? value : keep_list(arena, value);
    case Kind::map: return value.pool() != 0 ? value : keep_map(arena, value);
    case Kind::entry_map: return keep_map(arena, value);
    case Kind::bytes: return make_bytes(arena.copy(bytes_of(value)));
    case Kind::type: return make_type(arena.copy(type_name_of(value)));
    case Kind::optional:
      return optional_value(value) == nullptr
                 ? value
                 : make_optional(arena, keep(arena, *optional_value(value)));
    case Kind::opaque:
      return make_opaque(opaque_of(value).operations->keep(arena, opaque_of(value)));
    case Kind::made: return keep_object(arena, object_of(value));
    case Kind::error:
    case Kind::unset: return Value();
    default: return value;
  }
}

}  // namespace bulwark::cel
