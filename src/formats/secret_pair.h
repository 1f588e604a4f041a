// SPDX-License-Identifier: Apache-2.0
// Credentials that are told by the name beside them, within one line: password=x, "apiKey": "x",
// --token x.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/stand_in.h"

namespace bulwark::formats {

/// What the line is part of.
enum class Within : std::uint8_t {
  text,    ///< anything: a manifest, a message
  secret,  ///< a Secret: every value but those that every object has is a credential
};

/// True for the keys of a Secret whose values are no credentials.
bool plain_in_secret(std::string_view key);

/// `line` with the values of such pairs covered. Linear in the line.
std::string mask_pairs(std::string_view line, Within within, Cover cover = Cover::mask);

/// Where a value that begins at `from` ends; a quoted one ends at its closing quote, which is not
/// part of it.
struct ValueSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  char open_quote = 0;  ///< set when the line ends before the closing quote came
};
/// The value is the rest of the line, as in YAML: a comment and a trailing comma are not part of
/// it.
ValueSpan value_to_line_end(std::string_view line, std::size_t from);

}  // namespace bulwark::formats
