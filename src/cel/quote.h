// SPDX-License-Identifier: Apache-2.0
// Texts in double quotes, as Kubernetes' messages show them.
#pragma once

#include <string>
#include <string_view>

namespace bulwark::cel {

/// What cannot be printed, quotes and backslashes are escaped: "a\nb", "\u200b", "\xff".
std::string quoted_text(std::string_view text);

}  // namespace bulwark::cel
