// SPDX-License-Identifier: Apache-2.0
// Lines of logs that were not understood, told to standard error.
#pragma once

#include "scan/json_lines.h"

namespace bulwark::cli {

/// The first of them, each with its place.
void tell_faults(const scan::LineFaults& faults);

}  // namespace bulwark::cli
