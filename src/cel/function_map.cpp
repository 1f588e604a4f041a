// SPDX-License-Identifier: Apache-2.0
// Functions over maps: in, and the insertions that the map macros expand to.
#include <array>

#include "base/arena_vector.h"
#include "cel/function.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

Value in_map(Context& context, Arguments arguments) {
  if (!is_any_map(arguments[1])) return context.no_such_overload();
  return Value::boolean(map_find(arguments[1], arguments[0]) != nullptr);
}

ArenaVector<EntryMap::Entry> entries_of(Context& context, const Value& map) {
  ArenaVector<EntryMap::Entry> out(context.arena());
  out.reserve(map_size(map) + 1);
  for_each_entry(map, [&](const Value& key, const Value& value) {
    out.push_back({key, value});
    return true;
  });
  return out;
}

Value already_exists(Context& context, const Value& key) {
  return context.error("insert failed: key " + display_text(key) + " already exists");
}

Value insert_entry(Context& context, Arguments arguments) {
  if (!is_any_map(arguments[0])) return context.no_such_overload();
  if (map_find(arguments[0], arguments[1]) != nullptr) return already_exists(context, arguments[1]);
  ArenaVector<EntryMap::Entry> entries = entries_of(context, arguments[0]);
  entries.push_back({arguments[1], arguments[2]});
  if (!context.can_use(entries.size() * sizeof(EntryMap::Entry))) return context.out_of_memory();
  return make_map(context.arena(), entries);
}

Value insert_map(Context& context, Arguments arguments) {
  if (!is_any_map(arguments[0]) || !is_any_map(arguments[1])) return context.no_such_overload();
  ArenaVector<EntryMap::Entry> entries = entries_of(context, arguments[0]);
  Value failed;
  for_each_entry(arguments[1], [&](const Value& key, const Value& value) {
    if (map_find(arguments[0], key) != nullptr) failed = already_exists(context, key);
    entries.push_back({key, value});
    return failed.is_null();
  });
  if (!failed.is_null()) return failed;
  if (!context.can_use(entries.size() * sizeof(EntryMap::Entry))) return context.out_of_memory();
  return make_map(context.arena(), entries);
}

constexpr std::array kFunctions{
    Function{"in_map", in_map},
    Function{"@mapInsert_map_map", insert_map},
    Function{"@mapInsert_map_key_value", insert_entry},
};

}  // namespace

std::span<const Function> map_functions() { return kFunctions; }

}  // namespace bulwark::cel
