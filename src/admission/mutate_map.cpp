// SPDX-License-Identifier: Apache-2.0
// The entries of a map, one of them changed.
#include "admission/mutate_map.h"

#include <algorithm>
#include <vector>

namespace bulwark::admission {

using formats::Value;

Value with_entry(Arena& arena, const Value& map, std::string_view key, const Value& value) {
  std::vector<std::string_view> keys;
  if (map.is_map()) keys.assign(map.shape()->keys, map.shape()->keys + map.size());
  std::vector<Value> values(map.values().begin(), map.values().end());
  const auto place = std::lower_bound(keys.begin(), keys.end(), key);
  const auto index = place - keys.begin();
  if (place != keys.end() && *place == key) {
    values[static_cast<std::size_t>(index)] = value;
  } else {
    keys.insert(place, arena.copy(key));
    values.insert(values.begin() + index, value);
  }
  return Value::map_in(arena, keys, values);
}

Value without_entry(Arena& arena, const Value& map, std::string_view key) {
  std::vector<std::string_view> keys;
  std::vector<Value> values;
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (map.shape()->keys[i] == key) continue;
    keys.push_back(map.shape()->keys[i]);
    values.push_back(map.values()[i]);
  }
  return Value::map_in(arena, keys, values);
}

}  // namespace bulwark::admission
