// SPDX-License-Identifier: Apache-2.0
// `bulwark diff OLD [NEW]`: two scans, what differs between them, and whether something got worse.
#include <fmt/core.h>

#include <algorithm>

#include "cli/cluster_flags.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/report_writer.h"
#include "cli/scan_flags.h"
#include "outputs/diff_format.h"
#include "scan/diff.h"
#include "scan/file_locator.h"

namespace bulwark::cli {
namespace {

struct Flags : ScanFlags {
  std::string before, after;
};

Result<std::unique_ptr<scan::Scan>> look(scan::ScanOptions& options) {
  bulwark::Progress loaded;
  options.progress = &loaded;
  const ProgressLine progress(loaded);
  auto done = scan::scan(options);
  options.progress = nullptr;
  return done;
}

int complain_of(const Error& error) {
  return error.code == ErrorCode::cancelled ? complain("interrupted", kInterrupted)
                                            : complain(error.text(), kUsage);
}

int exit_code(const model::Diff& diff, std::optional<model::Severity> fail_on) {
  const bool worse = std::any_of(diff.opened.begin(), diff.opened.end(), [&](std::uint32_t i) {
    return fail_on && diff.after->findings[i].control().severity <= *fail_on;
  });
  if (worse) return kFindings;
  return diff.gaps_opened.empty() ? kGood : kNotEvaluated;
}

Result<void> check_format(const std::string& format) {
  TRY_VOID(outputs::diff_format(format));
  return {};
}

Result<void> write(const std::vector<ReportTarget>& targets, const model::Diff& diff, bool all) {
  return write_each(targets, all,
                    [&](const ReportTarget& target, const outputs::Options& options,
                        io::Sink& sink) -> Result<void> {
                      const outputs::DiffFormat* format = TRY(outputs::diff_format(target.format));
                      scan::FileLocator before(*diff.before->inventory);
                      scan::FileLocator after(*diff.after->inventory);
                      return outputs::write_diff(*format, diff, before, after, options, sink);
                    });
}

// The new side: what is named, or the cluster that the flags mean.
Result<void> set_after(Flags& flags, const Services& services, scan::ScanOptions& options) {
  if (!flags.after.empty()) {
    if (flags.cluster.names_cluster() || !flags.cluster.namespaces.empty())
      return fail(ErrorCode::malformed,
                  "NEW is named, so that no cluster is read: leave out NEW, or the flags of one");
    options.targets = {flags.after};
    return {};
  }
  options.targets.clear();
  options.live = TRY(live_targets(flags.cluster, services.stop));
  if (options.live.clusters.size() > 1) {
    return fail(ErrorCode::malformed,
                "a diff compares with one live cluster: name one context, or take snapshots");
  }
  return {};
}

int run(Flags& flags, const Services& services) {
  const auto fail_on = flags.least_failing();
  if (!fail_on) return complain(fail_on.error().text(), kUsage);
  const auto targets = parse_report_targets(flags.outputs, check_format);
  if (!targets) return complain(targets.error().text(), kUsage);
  if (flags.before == "-" && flags.after == "-")
    return complain("only one side of a diff can be standard input", kUsage);
  for (const std::string* side : {&flags.before, &flags.after}) {
    if (side->starts_with(scan::kImageTarget))
      return complain(*side + ": a diff does not read images", kUsage);
  }
  scan::ScanOptions& options = flags.scan;
  flags.take(services);

  scan::ScanOptions then = options;
  then.targets = {flags.before};
  if (const auto set = set_after(flags, services, options); !set)
    return complain(set.error().text(), kUsage);
  const auto before = look(then);
  if (!before) return complain_of(before.error());
  const auto after = look(options);
  if (!after) return complain_of(after.error());

  const model::Diff diff = scan::find_differences((*before)->report, (*after)->report);
  if (const auto written = write(*targets, diff, flags.all); !written)
    return complain(written.error().text(), kUsage);
  return exit_code(diff, *fail_on);
}

}  // namespace

void add_diff_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand(
      "diff",
      "What got better and worse between two pictures: files, folders, snapshots, a cluster");
  const auto flags = std::make_shared<Flags>();
  command.add_option("OLD", flags->before, "File, folder, snapshot, or - for standard input")
      .required();
  command.add_option("NEW", flags->after, "The same (default: the current context's cluster)");
  command
      .add_option("-o,--output", flags->outputs,
                  "FORMAT or FORMAT=FILE, more than once: table, json")
      .allow_extra_args(false);
  command.add_option("--fail-on", flags->fail_on,
                     "Exit with 1 when a finding opened from this severity up: critical, high, "
                     "medium, low, info, none (default high)");
  add_judging_flags(command, *flags);
  command.add_flag("--all", flags->all, "Table: everything, however much");
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
