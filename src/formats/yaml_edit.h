// SPDX-License-Identifier: Apache-2.0
// Edits to a YAML or JSON text that change nothing else: comments, order, quotes, indentation, line
// ends and all other bytes stay.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "formats/change.h"
#include "formats/places.h"

namespace bulwark::formats {

struct EditOptions {
  Limits limits;
  std::uint64_t seed = 0;  ///< of tables; unknown to whoever wrote the text
};

/// `text` is one document (of a JSON stream or of split_documents). What comes out has been read
/// again: its value is the old one with the edits applied, else there is an error.
///
/// `unsupported`, with the place and the reason, for what cannot be edited where it stands: what is
/// behind an alias, a merge key or an anchor that aliases repeat, a key that is written twice, a
/// layout that is not understood. `malformed` and `not_found` for edits that do not fit the
/// document; errors of the readers.
Result<std::string> edit_text(std::string_view text, TextFormat format, std::span<const Edit> edits,
                              const EditOptions& options = {});

}  // namespace bulwark::formats
