// SPDX-License-Identifier: Apache-2.0
// Values and texts as JSON (RFC 8259).
#pragma once

#include <string>
#include <string_view>

#include "formats/value.h"

namespace bulwark::formats {

/// Appends `text` as a JSON string, quotes included. Bytes that are no UTF-8 become U+FFFD, so that
/// the result is always valid; `<`, `>` and `&` stay as they are.
void write_json_string(std::string& out, std::string_view text);

/// The value in one line, keys sorted. Extension kinds become null.
std::string json_text(const Value& value);

}  // namespace bulwark::formats
