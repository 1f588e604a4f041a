// SPDX-License-Identifier: Apache-2.0
// JSON text as the same tree of nodes that YAML gives, with positions in bytes.
#pragma once

#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "formats/yaml_tree.h"

namespace bulwark::formats {

/// Takes what a JSON reader has accepted before; whether numbers and words are right is not looked
/// at. No recursion.
Result<void> parse_json_tree(std::string_view text, const Limits& limits, YamlTree& tree);

}  // namespace bulwark::formats
