// SPDX-License-Identifier: Apache-2.0
// `bulwark scan [TARGET ...]`: flags to ScanOptions, the report to the outputs, the outcome to an
// exit code.
#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>

#include "cli/cluster_flags.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/db_commands.h"
#include "cli/exit_code.h"
#include "cli/fix_run.h"
#include "cli/image_ask.h"
#include "cli/node_ask.h"
#include "cli/node_publish.h"
#include "cli/progress.h"
#include "cli/report_writer.h"
#include "cli/say.h"
#include "cli/scan_flags.h"
#include "io/read_file.h"
#include "scan/baseline.h"
#include "scan/node.h"
#include "scan/scan.h"

namespace bulwark::cli {
namespace {

struct Flags : ScanFlags {
  FixFlags fix;
  ImageFlags image;
  AdvisoryFlags advisories;
  std::string baseline;
  bool stats = false;
};

void print_stats(const model::Report& report) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const model::Effort& effort = report.effort;
  say("values: {} parsed, {} distinct kept\nquestions: {} asked, {} evaluated\npeak memory: "
      "{:.1f} MB\n",
      effort.values_asked, effort.values_distinct, effort.questions_asked, effort.questions_done,
      static_cast<double>(usage.ru_maxrss) * 1024 / 1e6);
}

bool has_open_gap(const model::Report& report) {
  for (const model::Problem& problem : report.not_evaluated) {
    if (problem.waived_by.empty()) return true;
  }
  return report.benchmark && report.benchmark->has_open();
}

/// `counts` says whether a finding counts beyond not being waived.
template <class Counts>
int exit_code(const model::Report& report, std::optional<model::Severity> fail_on,
              const Counts& counts) {
  for (const model::Finding& finding : report.findings) {
    if (fail_on && finding.waived == nullptr && finding.control().severity <= *fail_on &&
        counts(finding)) {
      return kFindings;
    }
  }
  return has_open_gap(report) ? kNotEvaluated : kGood;
}

bool counts_always(const model::Finding&) { return true; }

using Scanned = Result<std::unique_ptr<scan::Scan>>;

Scanned scan_with_progress(scan::ScanOptions& options) {
  bulwark::Progress loaded;
  options.progress = &loaded;
  const ProgressLine progress(loaded);
  return scan::scan(options);
}

int complain_of_scan(const Error& error) {
  if (error.code == ErrorCode::cancelled) return complain("interrupted", kInterrupted);
  return complain(error.text(), kUsage);
}

Result<std::optional<scan::Baseline>> load_baseline(const Flags& flags) {
  constexpr std::size_t kLargest = std::size_t{1} << 30;
  if (flags.baseline.empty()) return std::optional<scan::Baseline>();
  const Result<std::string> text = io::read_file(flags.baseline, kLargest);
  if (!text) return std::unexpected(Error(text.error()).context("reading " + flags.baseline));
  Result<scan::Baseline> baseline = scan::read_baseline(*text, flags.scan.seed);
  if (!baseline) return std::unexpected(std::move(baseline.error()).context(flags.baseline));
  return std::optional(*std::move(baseline));
}

/// What was asked of images must be about some image.
Result<void> check_images(const Flags& flags, bool named) {
  const scan::ImageScanOptions& images = flags.scan.images;
  if (images.pull_secrets && !images.of_workloads)
    return fail(ErrorCode::malformed, "--image-pull-secrets serves --images: give both");
  const auto is_image = [](const std::string& target) {
    return target.starts_with(scan::kImageTarget);
  };
  if (images.of_workloads && named && !flags.cluster.names_cluster() &&
      std::ranges::all_of(flags.scan.targets, is_image))
    return fail(ErrorCode::malformed,
                "--images reads what workloads use: name manifests, a snapshot or --context too");
  for (const std::string& target : flags.scan.targets) {
    if (target == scan::kImageTarget) return fail(ErrorCode::malformed, "image: names no image");
    if (target.starts_with("image:sbom:"))
      return fail(ErrorCode::malformed,
                  target + ": a stored bill is asked by `bulwark image vulnerabilities sbom:FILE`");
  }
  if (!named && !images.of_workloads && (flags.image.any() || flags.advisories.any()))
    return fail(ErrorCode::malformed,
                "options about images and advisories serve image:REF and --images: give one");
  return {};
}

/// How images are read, where they are.
Result<void> take_images(const Services& services, Flags& flags) {
  scan::ImageScanOptions& images = flags.scan.images;
  const bool named = std::ranges::any_of(flags.scan.targets, [](const std::string& target) {
    return target.starts_with(scan::kImageTarget);
  });
  TRY_VOID(check_images(flags, named));
  if (!named && !images.of_workloads) return {};
  images.open = TRY(image_options(flags.image, services));
  images.database = flags.advisories.path();
  images.verify_key = TRY(read_key(flags.advisories.verify_key));
  images.max_age = flags.advisories.max_age;
  images.vex_files = flags.advisories.vex;
  images.ignore_unfixed = flags.advisories.ignore_unfixed;
  return {};
}

/// Only files can be mended, and with a text of its own on standard output no report fits there.
Result<void> check_fix(const Flags& flags, std::vector<ReportTarget>& reports, bool texts) {
  if (flags.scan.targets.empty() || flags.cluster.names_cluster())
    return fail(ErrorCode::malformed,
                "--fix edits manifests; an object of a cluster is not edited");
  if (!flags.baseline.empty())
    return fail(ErrorCode::malformed, "--fix and --baseline exclude each other");
  if (!texts) return {};
  if (flags.outputs.empty()) reports.clear();
  for (const ReportTarget& report : reports) {
    if (report.file.empty())
      return fail(ErrorCode::malformed,
                  "standard output has the mended text or the difference: give -o a file");
  }
  return {};
}

struct FixRun {
  scan::FixWanted wanted;
  bool dry_run = false;
  bool texts = false;  ///< standard output has what was mended, and nothing is read again
};

int fix(const FixRun& run, const scan::Scan& before, Flags& flags,
        const std::vector<ReportTarget>& reports, std::optional<model::Severity> fail_on) {
  if (!before.inventory.clusters.empty())
    return complain("--fix edits manifests; a snapshot is not edited", kUsage);
  scan::FixPlan plan = scan::plan_fixes(before, flags.scan, run.wanted);
  const bool written = run.dry_run || write_files(plan);
  if (run.texts) print_files(plan, run.dry_run);
  tell_fixes(plan, run.dry_run);
  const auto left = [&](const model::Finding& finding) {
    return !scan::is_fixed(plan, before, finding);
  };
  Scanned again;
  if (!run.texts) again = scan_with_progress(flags.scan);
  if (!again) return complain_of_scan(again.error());
  const model::Report& report = run.texts ? before.report : (*again)->report;
  if (const auto done = write_reports(reports, report, flags.all); !done)
    return complain(done.error().text(), kUsage);
  if (!written) return kUsage;
  return run.texts ? exit_code(report, fail_on, left) : exit_code(report, fail_on, counts_always);
}

int run(Flags& flags, const Services& services) {
  const auto fail_on = flags.least_failing();
  if (!fail_on) return complain(fail_on.error().text(), kUsage);
  Result<std::vector<ReportTarget>> targets = parse_report_targets(flags.outputs);
  if (!targets) return complain(targets.error().text(), kUsage);
  const auto wanted = parse_fix(flags.fix);
  if (!wanted) return complain(wanted.error().text(), kUsage);
  const bool texts = flags.fix.dry_run ||
                     std::find(flags.scan.targets.begin(), flags.scan.targets.end(), "-") !=
                         flags.scan.targets.end();
  if (*wanted) {
    if (const auto fits = check_fix(flags, *targets, texts); !fits)
      return complain(fits.error().text(), kUsage);
  }
  if (flags.scan.targets.empty() || flags.cluster.names_cluster()) {
    auto live = live_targets(flags.cluster, services.stop);
    if (!live) return complain(live.error().text(), kUsage);
    flags.scan.live = std::move(*live);
  } else if (!flags.cluster.namespaces.empty()) {
    return complain("-n says what of a cluster is read; of files everything is", kUsage);
  }
  if (const auto taken = take_images(services, flags); !taken)
    return complain(taken.error().text(), kUsage);
  scan::ScanOptions& options = flags.scan;
  flags.take(services);

  const auto baseline = load_baseline(flags);
  if (!baseline) return complain(baseline.error().text(), kUsage);
  const Scanned done = scan_with_progress(options);
  if (!done) return complain_of_scan(done.error());
  if (*wanted) return fix({**wanted, flags.fix.dry_run, texts}, **done, flags, *targets, *fail_on);
  model::Report& report = (*done)->report;
  if (*baseline) scan::leave_out_known(**baseline, report);
  if (const auto written = write_reports(*targets, report, flags.all); !written) {
    return complain(written.error().text(), kUsage);
  }
  if (flags.stats) print_stats(report);
  return exit_code(report, *fail_on, counts_always);
}

void add_report_flags(Command& command, Flags& flags) {
  command
      .add_option("-o,--output", flags.outputs,
                  "FORMAT or FORMAT=FILE, more than once: table, json, sarif, junit, markdown, "
                  "html, github, prometheus, openreports, policyreport")
      .allow_extra_args(false);
  command.add_option(
      "--fail-on", flags.fail_on,
      "Exit with 1 from this severity up: critical, high, medium, low, info, none (default high)");
}

}  // namespace

void add_scan_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand(
      "scan",
      "Scan manifests (files, folders, Helm charts, Kustomize folders, -), snapshots, and live "
      "clusters");
  const auto flags = std::make_shared<Flags>();
  command.add_option("TARGET", flags->scan.targets,
                     "Files, folders, snapshots, node:/ for this node, image:REF for an image (REF "
                     "as `image sbom` takes it), or - for standard input (default: the current "
                     "context's cluster)");
  add_report_flags(command, *flags);
  add_judging_flags(command, *flags);
  add_probe_flags(command, *flags);
  command.add_flag("--all", flags->all, "Table: every finding, however many");
  command.add_option(
      "--baseline", flags->baseline,
      "A report of -o json=FILE: what it has is known, only what is new is shown and "
      "counts");
  command.add_flag("--fix{inert}", flags->fix.grade,
                   "Mend the manifests in place: --fix or --fix=inert (what no correct workload "
                   "notices), --fix=tested (what needs a test run), --fix=all");
  command.add_flag("--dry-run", flags->fix.dry_run,
                   "With --fix: print a unified diff, write nothing");
  command.add_flag("--no-file-secrets", flags->no_file_secrets,
                   "Folders: do not look for secrets in all of their files");
  command.add_flag("--images", flags->scan.images.of_workloads,
                   "Read the images that workloads use, from their registries, each digest once");
  command.add_flag("--image-pull-secrets", flags->scan.images.pull_secrets,
                   "With --images: get the imagePullSecrets of a live cluster, to read its images "
                   "with them; they stay in memory");
  add_reach_flags(command, flags->image);
  add_advisory_flags(command, flags->advisories);
  command.add_flag("--stats", flags->stats, "Print to standard error how much work was shared");
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

void add_node_command(Command& app, const Services& services, Action& action) {
  Command node = app.add_subcommand("node", "What a node runs, and the files that it rests on");
  node.require_subcommand(1);
  add_node_logs_command(node, services, action);
  add_node_publish_command(node, services, action);
  Command command = node.add_subcommand("audit",
                                        "Judge this node, or a folder that was copied from one");
  const auto flags = std::make_shared<Flags>();
  const auto root = std::make_shared<std::string>("/");
  command.add_option("--root", *root, "The folder that stands for the node's / (default: /)");
  add_report_flags(command, *flags);
  add_selection_flags(command, flags->scan.selection);
  command.add_option("--config", flags->config,
                     "Configuration (default: bulwark.yaml, where there is one)");
  command.add_flag("--all", flags->all, "Table: every finding, however many");
  command.callback([&services, &action, flags, root] {
    action = [&services, flags, root] {
      flags->scan.targets = {std::string(scan::kNodeTarget) + *root};
      flags->scan.selection.own_documents = true;
      return run(*flags, services);
    };
  });
}

}  // namespace bulwark::cli
