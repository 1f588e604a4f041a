// SPDX-License-Identifier: Apache-2.0
// UTF-8 by code points: counting, finding the byte where one begins, checking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bulwark::cel {

constexpr bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// The byte at which code point number `index` begins; the size of `text` when there are only
/// `index` of them. `index` must not be larger than their number.
std::size_t byte_offset(std::string_view text, std::size_t index);

/// The code point at the front of `text` and how many bytes it takes; a byte that begins none is
/// itself, U+FFFD.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
};
CodePoint first_code_point(std::string_view text);

bool is_valid_utf8(std::string_view text);

/// White space as Unicode has it.
bool is_space(char32_t c);

}  // namespace bulwark::cel
