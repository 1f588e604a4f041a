// SPDX-License-Identifier: Apache-2.0
// `bulwark lifecycle`: which versions run, until when they are mended, and what an upgrade needs.
#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "base/day.h"
#include "cli/clock.h"
#include "cli/cluster_flags.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/lifecycle_answer.h"
#include "cli/net_ask.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "policy/control_file.h"
#include "scan/lifecycle.h"

namespace bulwark::cli {
namespace {

struct Flags {
  ClusterFlags cluster;
  std::vector<std::string> targets;
  std::string from, to, today;
  std::string output = "table";
};

Result<std::unique_ptr<scan::Lifecycle>> read(const Flags& flags, const Services& services) {
  if (flags.output != "table" && flags.output != "json")
    return fail(ErrorCode::malformed, fmt::format("-o {}: it is table or json", flags.output));
  scan::LifecycleOptions options;
  options.today = flags.today.empty() ? today() : flags.today;
  if (!is_day(options.today))
    return fail(ErrorCode::malformed,
                fmt::format("--today {}: it is a day such as 2026-11-30", flags.today));
  if (!flags.from.empty()) options.from = TRY(policy::parse_minor(flags.from));
  if (!flags.to.empty()) options.to = TRY(policy::parse_minor(flags.to));
  static_cast<scan::PictureOptions&>(options) = TRY(
      picture_options(flags.targets, flags.cluster, services.stop));
  Progress progress;
  options.progress = &progress;
  const ProgressLine line(progress);
  return scan::read_lifecycle(options);
}

int run(const Flags& flags, const Services& services) {
  const auto answer = read(flags, services);
  if (!answer) return complain_of_net_picture(answer.error());
  const int printed = print_answer(flags.output == "json" ? lifecycle_json(**answer)
                                                          : lifecycle_table(**answer));
  if (printed != kGood) return printed;
  tell_doubts((*answer)->unknown);
  if ((*answer)->needs_change()) return kFindings;
  return (*answer)->unknown.empty() ? kGood : kNotEvaluated;
}

}  // namespace

void add_lifecycle_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand(
      "lifecycle",
      "Which versions of Kubernetes run, until when they are mended, and what an upgrade needs, "
      "brings and takes away");
  const auto flags = std::make_shared<Flags>();
  command.add_option("TARGET", flags->targets,
                     "Files, folders, a snapshot, or - for standard input (default: the current "
                     "context's cluster)");
  command.add_option("--kube-version", flags->from,
                     "Kubernetes 1.N that runs (default: what the API servers say)");
  command.add_option("--to", flags->to, "Kubernetes 1.N to go to (default: the next)");
  command.add_option("--today", flags->today,
                     "Judge for this day, such as 2027-01-31 (default: today)");
  command.add_option("-o,--output", flags->output, "table or json");
  add_cluster_flags(command, flags->cluster, /*several=*/false);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
