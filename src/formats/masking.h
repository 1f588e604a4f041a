// SPDX-License-Identifier: Apache-2.0
// Masking: finds what looks like a credential in text that is about to be shown, and puts `***` in
// its place.
//
// Two kinds of evidence: the shape of the text itself (secret_shape.h) and the name that stands
// beside it (secret_key.h, secret_pair.h), also where name and value are on different lines. Names
// stay, so that a reader still sees what was found. Digests, uids and checksums stay readable.
// Linear in the text; masking twice changes nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/secret_pair.h"

namespace bulwark::formats {

/// For a message or any other piece of text, of one or several lines.
std::string mask_secrets(std::string_view text);

/// The same for a text that is kept: stand-ins take the place of credentials (stand_in.h).
std::string stand_in_secrets(std::string_view text);

/// For a name or a path, which may be a credential by its shape only.
std::string mask_name(std::string_view name);

/// For consecutive lines of one file. `within` says what object they belong to. A frame that shows
/// few lines must be masked together with the lines before and after it: `value:` is a secret
/// because of the `name:` beside it.
void mask_lines(std::vector<std::string>& lines, Within within);

}  // namespace bulwark::formats
