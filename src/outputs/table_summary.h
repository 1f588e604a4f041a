// SPDX-License-Identifier: Apache-2.0
// The end of the table: what was not evaluated, what was waived, counts, and how much was covered.
#pragma once

#include <string>
#include <vector>

#include "outputs/format.h"
#include "outputs/view.h"

namespace bulwark::outputs {

std::vector<std::string> table_summary(View& view, const Options& options);

/// "163 documents: 160 read, 2 not evaluated, 1 empty; 98 controls; 3 gaps"
std::string coverage_line(const View& view);

}  // namespace bulwark::outputs
