// SPDX-License-Identifier: Apache-2.0
// `bulwark snapshot -o FILE`: a cluster in one file.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "cli/clock.h"
#include "cli/cluster_flags.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "io/sink.h"
#include "scan/scan.h"
#include "sources/cluster/take_snapshot.h"

namespace bulwark::cli {
namespace {

// A whole cluster stands in it.
constexpr mode_t kOwnerOnly = 0600;

struct Flags {
  ClusterFlags cluster;
  std::string output;
};

Result<std::unique_ptr<io::Sink>> open_output(const std::string& output) {
  if (output == "-") return std::make_unique<io::DescriptorSink>(STDOUT_FILENO);
  std::unique_ptr<io::Sink> sink = TRY(io::FileSink::create(output, kOwnerOnly));
  return sink;
}

void tell(const Flags& flags, const std::string& cluster, const sources::cluster::Taken& taken) {
  const auto& problems = taken.reading.problems;
  for (const model::Problem& problem : problems)
    say("not read: {}: {}\n", problem.what, problem.reason);
  say("{} ({}): {} objects in {}{}\n", cluster,
      taken.server_version.empty() ? "unknown version" : taken.server_version,
      taken.reading.objects, flags.output == "-" ? "the output" : flags.output,
      problems.empty() ? "" : fmt::format(", {} not read", problems.size()));
}

int run(const Flags& flags, const Services& services) {
  if (flags.output == "-" && isatty(STDOUT_FILENO) != 0)
    return complain("a snapshot is no text for a terminal: -o FILE, or pipe it", kUsage);
  const auto live = live_targets(flags.cluster, services.stop);
  if (!live) return complain(live.error().text(), kUsage);
  if (live->clusters.size() != 1)
    return complain("a snapshot is of one cluster: name one context", kUsage);
  const sources::cluster::Access& cluster = live->clusters[0];
  policy::Catalogue catalogue;
  if (const auto loaded = scan::load_catalogue(catalogue); !loaded)
    return complain(loaded.error().text(), kUsage);
  const auto options = scan::live_options(*live, catalogue, random_seed());
  auto sink = open_output(flags.output);
  if (!sink) return complain(sink.error().text(), kUsage);
  const auto taken = sources::cluster::take_snapshot(cluster, options, services.version,
                                                     std::move(*sink));
  if (!taken && taken.error().code == ErrorCode::cancelled)
    return complain("interrupted: no snapshot was made", kInterrupted);
  if (!taken) {
    return complain(
        fmt::format("no snapshot was made of {}: {}", cluster.context, taken.error().text()),
        kNotEvaluated);
  }
  tell(flags, cluster.context, *taken);
  const bool whole = std::all_of(
      taken->reading.problems.begin(), taken->reading.problems.end(),
      [](const model::Problem& problem) { return problem.code == ErrorCode::cancelled; });
  return whole ? kGood : kNotEvaluated;  // Secrets that were left out on request are no gap
}

}  // namespace

void add_snapshot_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand(
      "snapshot",
      "Keep the picture of a cluster in one file, which scan and diff take in its place");
  const auto flags = std::make_shared<Flags>();
  command.add_option("-o,--output", flags->output, "The file, or - for standard output").required();
  add_cluster_flags(command, flags->cluster, /*several=*/false);
  add_reading_flags(command, flags->cluster);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
