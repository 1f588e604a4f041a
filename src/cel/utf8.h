// SPDX-License-Identifier: Apache-2.0
// UTF-8: checking a text and appending a code point.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bulwark::cel {

/// Well-formed as Unicode says: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// `code` must be a Unicode scalar value.
void append_utf8(std::string& out, std::uint32_t code);

}  // namespace bulwark::cel
