// SPDX-License-Identifier: Apache-2.0
// Chooses format, destination and width of each report.
#include "cli/report_writer.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "cli/terminal.h"
#include "io/sink.h"
#include "outputs/format.h"
#include "scan/file_locator.h"

namespace bulwark::cli {
namespace {

outputs::Options terminal_options() {
  outputs::Options options;
  if (isatty(STDOUT_FILENO) == 0) return options;
  options.width = terminal_width().value_or(options.width);
  const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
  const char* terminal = std::getenv("TERM");      // NOLINT(concurrency-mt-unsafe)
  const bool dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  options.colour = (no_color == nullptr || *no_color == '\0') && !dumb;
  return options;
}

Result<void> write_one(const ReportTarget& target, bool all, const Writer& write) {
  if (target.file.empty()) {
    outputs::Options options = terminal_options();
    options.all = all;
    io::DescriptorSink sink(STDOUT_FILENO);
    return write(target, options, sink);
  }
  const std::unique_ptr<io::FileSink> sink = TRY(io::FileSink::create(target.file));
  return write(target, {.width = 80, .colour = false, .all = all}, *sink);
}

}  // namespace

Result<void> check_report_format(const std::string& format) {
  TRY_VOID(outputs::output_format(format));
  return {};
}

Result<std::vector<ReportTarget>> parse_report_targets(const std::vector<std::string>& outputs,
                                                       FormatCheck check) {
  std::vector<ReportTarget> targets;
  for (const std::string& text : outputs) {
    const std::size_t equals = text.find('=');
    ReportTarget target{text.substr(0, equals),
                        equals == std::string::npos ? "" : text.substr(equals + 1)};
    TRY_VOID(check(target.format));
    if (equals != std::string::npos && target.file.empty()) {
      return fail(ErrorCode::malformed, fmt::format("-o {} names no file", text));
    }
    const auto same = [&](const ReportTarget& other) {
      return !target.file.empty() && other.file == target.file;
    };
    if (std::any_of(targets.begin(), targets.end(), same))
      return fail(ErrorCode::malformed, fmt::format("two -o would write {}", target.file));
    targets.push_back(std::move(target));
  }
  if (targets.empty()) targets.push_back({"table", ""});
  const auto to_stdout = std::count_if(targets.begin(), targets.end(),
                                       [](const auto& t) { return t.file.empty(); });
  if (to_stdout > 1)
    return fail(ErrorCode::malformed,
                "only one -o may write to standard output: give the others a file");
  return targets;
}

Result<void> write_each(const std::vector<ReportTarget>& targets, bool all, const Writer& write) {
  for (const ReportTarget& target : targets) {
    const auto written = write_one(target, all, write);
    if (!written && !(written.error().code == ErrorCode::cancelled && target.file.empty()))
      return written;
  }
  return {};
}

Result<void> write_reports(const std::vector<ReportTarget>& targets, const model::Report& report,
                           bool all) {
  return write_each(targets, all,
                    [&](const ReportTarget& target, const outputs::Options& options,
                        io::Sink& sink) -> Result<void> {
                      const outputs::Format* format = TRY(outputs::output_format(target.format));
                      scan::FileLocator locator(*report.inventory);
                      return outputs::write_report(*format, report, locator, options, sink);
                    });
}

}  // namespace bulwark::cli
