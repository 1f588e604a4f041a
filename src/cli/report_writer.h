// SPDX-License-Identifier: Apache-2.0
// Where reports go: -o FORMAT[=FILE], more than once.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/report.h"

namespace bulwark::cli {

struct ReportTarget {
  std::string format;
  std::string file;  ///< empty: standard output
};

/// "json=report.json" and the like; nothing at all means a table. An unknown format and two reports
/// for standard output are errors.
Result<std::vector<ReportTarget>> parse_report_targets(const std::vector<std::string>& outputs);

/// A broken pipe is no error: whoever read has read enough.
Result<void> write_reports(const std::vector<ReportTarget>& targets, const model::Report& report,
                           bool all);

}  // namespace bulwark::cli
