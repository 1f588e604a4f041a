// SPDX-License-Identifier: Apache-2.0
// What is wrong with a YAML text, told so that its author can mend it.
#pragma once

#include <yaml.h>

#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/json_error.h"

namespace bulwark::formats {

inline constexpr std::string_view kUnknownEscape =
    "this escape is not known to YAML: write the backslash twice, or use single quotes";

/// The place of the character with that index; lines end at line feeds only, as editors count them.
TextPlace place_of_character(std::string_view text, std::size_t character);

/// "line:column".
std::string place_text(TextPlace place);

/// The error that `parser` stopped with while it read `text`.
Error explain_yaml_error(const yaml_parser_t& parser, std::string_view text);

}  // namespace bulwark::formats
