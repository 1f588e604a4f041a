// SPDX-License-Identifier: Apache-2.0
// Well-formed UTF-8, and what to do with bytes that are not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bulwark::formats {

/// Length of the well-formed UTF-8 sequence at the start of `text` (Unicode table 3-7), or 0.
/// `text` is not empty.
std::size_t utf8_sequence_length(std::string_view text);

/// Appends the sequence of a code point up to U+10FFFF.
void append_utf8(std::string& out, std::uint32_t point);

/// Every byte that belongs to no well-formed sequence becomes U+FFFD.
std::string replace_invalid_utf8(std::string_view text);

}  // namespace bulwark::formats
