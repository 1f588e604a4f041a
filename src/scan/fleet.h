// SPDX-License-Identifier: Apache-2.0
// Fleet: finds the odd cluster out, once the report is complete.
#pragma once

#include <cstdint>

#include "model/report.h"

namespace bulwark::scan {

/// Fills Report::fleet. Only unwaived findings count, and only where two clusters or more were
/// read. Of two clusters each difference is told once, at the one that has the finding. `seed` is
/// the process's, of hashes.
void compare_clusters(model::Report& report, std::uint64_t seed);

}  // namespace bulwark::scan
