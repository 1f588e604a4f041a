// SPDX-License-Identifier: Apache-2.0
// Hides the values of Secrets, and the keys of an EncryptionConfiguration, in the lines of a
// document.
#pragma once

#include <string>
#include <vector>

#include "formats/places.h"

namespace bulwark::scan {

/// In every Secret of the document (its root, or the items of a list) each scalar under data and
/// stringData becomes
/// `***`, and so do comments between them and the annotation that repeats the applied object. Of an
/// EncryptionConfiguration all that stands below `keys` does, and every comment.
/// `lines` are those of the text that `index` was built from.
void hide_secret_values(const formats::PlaceIndex& index, std::vector<std::string>& lines);

}  // namespace bulwark::scan
