// SPDX-License-Identifier: Apache-2.0
// What the language asks of a compiled regular expression.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <re2/re2.h>

#include "cel/function.h"

namespace bulwark::cel {

/// Why a pattern does not compile, in the words that Kubernetes has for it.
std::string regex_problem(const re2::RE2& regex);

bool regex_matches(const re2::RE2& regex, std::string_view text);
/// The first match, or an empty text.
Value regex_find(Context& context, const re2::RE2& regex, std::string_view text);
/// All matches that do not overlap; at most `limit` of them unless it is negative.
Value regex_find_all(Context& context, const re2::RE2& regex, std::string_view text,
                     std::int64_t limit);

}  // namespace bulwark::cel
