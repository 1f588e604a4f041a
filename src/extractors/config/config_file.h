// SPDX-License-Identifier: Apache-2.0
// Configuration file: the text of one, as the map that a component takes it for.
#pragma once

#include <string_view>

#include "base/result.h"
#include "formats/builder.h"

namespace bulwark::extractors::config {

/// YAML or JSON, in the builder's pool. Error: it is none, or no map.
Result<formats::Value> read_config(std::string_view text, formats::Builder& builder);

}  // namespace bulwark::extractors::config
