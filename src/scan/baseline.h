// SPDX-License-Identifier: Apache-2.0
// Baseline: an earlier report, whose findings are known and do not count again.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/report.h"

namespace bulwark::scan {

struct KnownFinding {
  std::uint64_t count = 0;
  /// Where it stands for many: all that had it. One more makes it a new one.
  std::set<std::string> affects;
};

/// Unwaived findings of a report by their fingerprint.
using Baseline = std::map<std::string, KnownFinding>;

/// Reads what `scan -o json` wrote, whichever controls it knew. `malformed` for anything else.
Result<Baseline> read_baseline(std::string_view text, std::uint64_t seed);

struct BaselineCounts {
  std::uint64_t known = 0;  ///< findings that were left out
  std::uint64_t gone = 0;   ///< findings of the baseline that are not there any more
};

/// Leaves out of the report what the baseline knows, and says so in its notices. Waived findings
/// stay. Call it once the report is complete.
BaselineCounts leave_out_known(Baseline baseline, model::Report& report);

}  // namespace bulwark::scan
