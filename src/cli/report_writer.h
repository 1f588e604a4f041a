// SPDX-License-Identifier: Apache-2.0
// Where reports go: -o FORMAT[=FILE], more than once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/sink.h"
#include "model/report.h"
#include "outputs/format.h"

namespace bulwark::cli {

struct ReportTarget {
  std::string format;
  std::string file;  ///< empty: standard output
};

/// The format exists, or an error that says which ones do.
using FormatCheck = Result<void> (*)(const std::string& format);
Result<void> check_report_format(const std::string& format);

/// "json=report.json" and the like; nothing at all means a table. An unknown format and two reports
/// for standard output are errors.
Result<std::vector<ReportTarget>> parse_report_targets(const std::vector<std::string>& outputs,
                                                       FormatCheck check = check_report_format);

/// What writes one report: it gets where to, and how wide and colourful that is.
using Writer = std::function<Result<void>(const ReportTarget&, const outputs::Options&, io::Sink&)>;

/// A broken pipe is no error: whoever read has read enough.
Result<void> write_each(const std::vector<ReportTarget>& targets, bool all, const Writer& write);

Result<void> write_reports(const std::vector<ReportTarget>& targets, const model::Report& report,
                           bool all);

}  // namespace bulwark::cli
