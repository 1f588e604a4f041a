// SPDX-License-Identifier: Apache-2.0
// A map with one entry more, other or less than another one. Values do not change, so each gives a
// new one.
#pragma once

#include <string_view>

#include "base/arena.h"
#include "formats/value.h"

namespace bulwark::admission {

/// `map` with `value` under `key`, whether it was there or not. `key` is copied.
formats::Value with_entry(Arena& arena, const formats::Value& map, std::string_view key,
                          const formats::Value& value);

/// `map` without `key`; it may be missing.
formats::Value without_entry(Arena& arena, const formats::Value& map, std::string_view key);

}  // namespace bulwark::admission
