// SPDX-License-Identifier: Apache-2.0
// The values of a field that changed, as they may be shown.
#pragma once

#include <optional>
#include <string>

#include "model/diff.h"

namespace bulwark::outputs {

/// Texts as they are, anything else as JSON; masked, and valid UTF-8. Nothing where it was not
/// there.
struct ShownChange {
  std::string path;
  std::optional<std::string> before, after;

  /// "2 -> 3"; credentials are only said to differ.
  std::string values() const;
};

ShownChange shown(const model::ChangedField& field);

}  // namespace bulwark::outputs
