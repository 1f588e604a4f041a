// SPDX-License-Identifier: Apache-2.0
// A benchmark for a terminal: its sections in its own order, a line for each recommendation.
#pragma once

#include <string>
#include <vector>

#include "outputs/format.h"
#include "outputs/view.h"

namespace bulwark::outputs {

/// The view's benchmark must be there. Ends with an empty line.
std::vector<std::string> benchmark_table(View& view, const Options& options);

/// "12 pass, 3 fail"; what is 0 is left out.
std::string counts_text(const model::BenchmarkCounts& counts);

}  // namespace bulwark::outputs
