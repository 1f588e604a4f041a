// SPDX-License-Identifier: Apache-2.0
// TOML strings: the four ways to write one.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::formats {

/// `text` begins with a quote; what belongs to the string is taken off its front. On an error
/// `text` begins where it is wrong.
Result<std::string> take_toml_string(std::string_view& text);

/// One that is no key: strings of several lines are not.
Result<std::string> take_toml_key_string(std::string_view& text);

/// Control characters that nothing of TOML may have. `\n` and `\r` are among them, a tab is not.
bool is_forbidden(char c);

}  // namespace bulwark::formats
