// SPDX-License-Identifier: Apache-2.0
// How a line of a Dockerfile is cut: spaces, flags, quotes, JSON lists.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace bulwark::formats {

/// ASCII only.
std::string upper_case(std::string_view text);

/// ASCII white space.
bool is_space(char c);

/// White space as Go knows it, from both ends, or from the front alone.
std::string_view trim_spaces(std::string_view text);
std::string_view trim_spaces_before(std::string_view text);

/// At most `most` parts, cut at runs of spaces; there is always one.
std::vector<std::string_view> cut_at_spaces(std::string_view text, std::size_t most);

/// Takes the flags that lead; what is left follows them.
std::string_view take_flags(std::string_view line, char escape, std::vector<std::string>& flags);

/// Words with their quotes and escapes.
std::vector<std::string> quoted_words(std::string_view rest, char escape);

/// Nothing: no JSON list, and so another form. Error: a list of something else than texts.
Result<std::optional<std::vector<std::string>>> json_texts(std::string_view rest);

/// Why a Dockerfile is none.
inline std::unexpected<Error> wrong_instruction(std::string message) {
  return fail(ErrorCode::malformed, std::move(message));
}

}  // namespace bulwark::formats
