// SPDX-License-Identifier: Apache-2.0
// Where JSON text stops being JSON: simdjson says that it is wrong, this says where.
#pragma once

#include <cstdint>
#include <string_view>

namespace bulwark::formats {

/// Both count from 1; columns count characters.
struct TextPlace {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool operator==(const TextPlace&) const = default;
};

/// The place of byte `offset` in `text`.
TextPlace place_of(std::string_view text, std::size_t offset);

/// The first byte that no JSON document (RFC 8259) can have there; the end of the text when it
/// stops too early. One pass, no recursion: nesting costs a bit per level.
TextPlace json_error_place(std::string_view text);

}  // namespace bulwark::formats
