// SPDX-License-Identifier: Apache-2.0
// `bulwark scan [TARGET ...]`: flags to ScanOptions, the report to the outputs, the outcome to an
// exit code.
#include <fmt/core.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>

#include "cli/cluster_flags.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/report_writer.h"
#include "cli/scan_flags.h"
#include "scan/scan.h"

namespace bulwark::cli {
namespace {

/// What the command line said.
struct Flags {
  scan::ScanOptions scan;
  ClusterFlags cluster;
  std::string config;
  std::string fail_on = "high";
  std::vector<std::string> outputs;
  bool no_expected = false;
  bool all = false;
  bool stats = false;
};

void print_stats(const model::Report& report) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const model::Effort& effort = report.effort;
  fmt::print(stderr,
             "values: {} parsed, {} distinct kept\nquestions: {} asked, {} evaluated\npeak memory: "
             "{:.1f} MB\n",
             effort.values_asked, effort.values_distinct, effort.questions_asked,
             effort.questions_done, static_cast<double>(usage.ru_maxrss) * 1024 / 1e6);
}

bool has_open_gap(const model::Report& report) {
  for (const model::Problem& problem : report.not_evaluated) {
    if (problem.waived_by.empty()) return true;
  }
  return false;
}

int exit_code(const model::Report& report, std::optional<model::Severity> fail_on) {
  for (const model::Finding& finding : report.findings) {
    if (fail_on && finding.waived == nullptr && finding.control().severity <= *fail_on)
      return kFindings;
  }
  return has_open_gap(report) ? kNotEvaluated : kGood;
}

int run(Flags& flags, const Services& services) {
  const auto fail_on = parse_fail_on(flags.fail_on);
  if (!fail_on) return complain(fail_on.error().text(), kUsage);
  const Result<std::vector<ReportTarget>> targets = parse_report_targets(flags.outputs);
  if (!targets) return complain(targets.error().text(), kUsage);
  if (flags.scan.targets.empty() || flags.cluster.names_cluster()) {
    auto live = live_targets(flags.cluster, services.stop);
    if (!live) return complain(live.error().text(), kUsage);
    flags.scan.live = std::move(*live);
  } else if (!flags.cluster.namespaces.empty()) {
    return complain("-n says what of a cluster is read; of files everything is", kUsage);
  }
  flags.scan.live.secrets = !flags.cluster.no_secrets;
  bulwark::Progress loaded;
  scan::ScanOptions& options = flags.scan;
  options.progress = &loaded;
  take_surroundings(services, options);
  options.expected_platform = !flags.no_expected;
  if (!flags.config.empty()) options.config_file = flags.config;

  auto done = [&] {
    const ProgressLine progress(loaded);
    return scan::scan(options);
  }();
  if (!done && done.error().code == ErrorCode::cancelled)
    return complain("interrupted", kInterrupted);
  if (!done) return complain(done.error().text(), kUsage);
  const model::Report& report = (*done)->report;
  if (const auto written = write_reports(*targets, report, flags.all); !written) {
    return complain(written.error().text(), kUsage);
  }
  if (flags.stats) print_stats(report);
  return exit_code(report, *fail_on);
}

}  // namespace

void add_scan_command(CLI::App& app, const Services& services, Action& action) {
  CLI::App* command = app.add_subcommand(
      "scan",
      "Scan manifests (files, folders, Helm charts, Kustomize folders, -), snapshots, and live "
      "clusters");
  const auto flags = std::make_shared<Flags>();
  command->add_option("TARGET", flags->scan.targets,
                      "Files, folders, snapshots, or - for standard input (default: the current "
                      "context's cluster)");
  command
      ->add_option("-o,--output", flags->outputs,
                   "FORMAT or FORMAT=FILE, more than once: table, json, sarif, junit, markdown, "
                   "html, github, prometheus, openreports, policyreport")
      ->allow_extra_args(false);
  command->add_option(
      "--fail-on", flags->fail_on,
      "Exit with 1 from this severity up: critical, high, medium, low, info, none (default high)");
  add_selection_flags(*command, flags->scan.selection);
  command->add_option("--config", flags->config,
                      "Configuration (default: bulwark.yaml, where there is one)");
  command
      ->add_option("--values", flags->scan.helm_values,
                   "Values file for Helm charts, more than once")
      ->allow_extra_args(false);
  add_cluster_flags(*command, flags->cluster, /*several=*/true);
  add_reading_flags(*command, flags->cluster);
  command->add_flag("--complete", flags->scan.complete,
                    "The manifests are everything: what they refer to and do not hold is missing");
  command->add_flag("--no-expected", flags->no_expected,
                    "Count what known platform workloads are expected to do");
  command->add_flag("--all", flags->all, "Table: every finding, however many");
  command->add_option("--threads", flags->scan.threads,
                      "Threads (default: as many as the machine has)");
  command->add_flag("--stats", flags->stats, "Print to standard error how much work was shared");
  command->callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
