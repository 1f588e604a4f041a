// SPDX-License-Identifier: Apache-2.0
// TOML scalars that are no strings: booleans, numbers, dates and times.
#pragma once

#include <optional>
#include <string_view>

#include "formats/pool.h"
#include "formats/value.h"

namespace bulwark::formats {

/// `text` is all of it. Dates and times are strings with "T" between them and "Z" for UTC, as RFC
/// 3339 writes them; "nan", "inf" and "-inf" are strings too. Nothing: it is none.
std::optional<Value> toml_scalar(std::string_view text, Pool& pool);

/// Whether `text` begins with a date: the time may follow it after one space.
bool begins_with_date(std::string_view text);

}  // namespace bulwark::formats
