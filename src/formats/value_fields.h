// SPDX-License-Identifier: Apache-2.0
// Fields of documents whose shape nobody vouches for: what is not there, or not of its kind, is
// empty.
#pragma once

#include <span>
#include <string_view>

#include "formats/value.h"

namespace bulwark::formats {

/// The items of the list under `key`; none when there is no list. The span dies with `map`.
inline std::span<const Value> items_of(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value != nullptr && value->is_list() ? value->items() : std::span<const Value>();
}

inline bool is_true(const Value* value) {
  return value != nullptr && value->is_bool() && value->as_bool();
}

}  // namespace bulwark::formats
