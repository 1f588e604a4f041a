// SPDX-License-Identifier: Apache-2.0
// Values as YAML that people read and Kubernetes reads back as the same values.
#pragma once

#include <string>

#include "formats/value.h"

namespace bulwark::formats {

/// One document in block style without "---", keys sorted, ending with a line break. A text is
/// written plain only where no reader of YAML 1.1 or 1.2 takes it for anything else; a long one is
/// folded between its words, one with lines keeps them. Extension kinds become null, bytes that are
/// no UTF-8 U+FFFD.
std::string yaml_text(const Value& value);

}  // namespace bulwark::formats
