// SPDX-License-Identifier: Apache-2.0
// What `bulwark lifecycle` prints.
#pragma once

#include <string>

#include "scan/lifecycle.h"

namespace bulwark::cli {

/// For a terminal, 80 columns.
std::string lifecycle_table(const scan::Lifecycle& answer);

/// One JSON object; docs/lifecycle.md says what is in it.
std::string lifecycle_json(const scan::Lifecycle& answer);

}  // namespace bulwark::cli
