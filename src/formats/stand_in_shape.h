// SPDX-License-Identifier: Apache-2.0
// Stand-ins of credentials that are told by their shape.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bulwark::formats {

/// Of a password: `xxxxxxxx`, with what stand_in.h says must stay.
std::string blank(std::string_view secret);

/// Of a text that is a credential as a whole: nothing is left but the stand-ins of what in it has a
/// shape of its own; nullopt when nothing has one.
std::optional<std::string> only_shapes(std::string_view secret);

/// True when stand_in_shapes() (stand_in.h) may find anything in `text`. One look.
bool may_have_shape(std::string_view text);

}  // namespace bulwark::formats
