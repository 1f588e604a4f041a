// SPDX-License-Identifier: Apache-2.0
// Percent-encoding of the parts of a URL, by the rules of Go's net/url.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::cel {

enum class UrlPart : std::uint8_t { path, user, host, zone, query, fragment };

/// Whether `c` is written as %XX in this part.
bool is_escaped_in(UrlPart part, char c);
std::string percent_encode(std::string_view text, UrlPart part);
/// The error's message is Go's.
Result<std::string> percent_decode(std::string_view text, UrlPart part);

}  // namespace bulwark::cel
