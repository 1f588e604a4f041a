// SPDX-License-Identifier: Apache-2.0
// A benchmark as a part of the JSON report.
#pragma once

#include <string>

#include "outputs/view.h"

namespace bulwark::outputs {

/// "null" where no benchmark was asked for. Each recommendation stands on a line of its own.
std::string benchmark_json(View& view);

}  // namespace bulwark::outputs
