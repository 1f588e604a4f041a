// SPDX-License-Identifier: Apache-2.0
// `bulwark rbac minimize --audit-log FILE`: the least roles for what a log records, or what of
// given roles it never shows in use.
#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "cli/clock.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/line_faults.h"
#include "cli/progress.h"
#include "cli/rbac_ask.h"
#include "cli/rbac_flags.h"
#include "cli/rbac_minimize_answer.h"
#include "cli/rbac_table.h"
#include "cli/say.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;

struct Flags {
  RbacFlags picture;
  std::vector<std::string> logs;
  Chosen chosen;
  bool any_name = false;
  std::string output;

  bool has_picture() const { return picture.of_files() || picture.cluster.names_cluster(); }
};

Result<void> check(Flags& flags) {
  if (flags.output.empty()) flags.output = flags.has_picture() ? "table" : "yaml";
  if (flags.output != "yaml" && flags.output != "table" && flags.output != "json")
    return fail(ErrorCode::malformed,
                fmt::format("-o {}: it is yaml, table or json", flags.output));
  const bool yaml = flags.output == "yaml";
  if (yaml && flags.has_picture())
    return fail(ErrorCode::malformed,
                "roles are made of the audit log alone: leave out -o yaml, or the picture");
  if (!yaml && !flags.has_picture())
    return fail(ErrorCode::malformed,
                "what is never used is told of -f, --snapshot or --context: name one of them");
  if (!yaml && flags.any_name)
    return fail(ErrorCode::malformed, "--any-name is for the roles that -o yaml prints");
  if (flags.chosen.all && flags.chosen.named())
    return fail(ErrorCode::malformed, "--all is everybody: leave it out, or --as and --as-group");
  const auto from_input = [](const std::vector<std::string>& paths) {
    return std::count(paths.begin(), paths.end(), "-");
  };
  if (from_input(flags.logs) + from_input(flags.picture.files) > 1)
    return fail(ErrorCode::malformed, "standard input can be read once");
  return {};
}

Result<std::unique_ptr<scan::AuditLog>> read(const Flags& flags, const Services& services) {
  Progress progress;
  const ProgressLine line(progress);
  return scan::read_audit_log({flags.logs, random_seed(), services.stop, &progress});
}

int print_least(const Flags& flags, const scan::AuditLog& log) {
  const Least least = least_yaml(
      log, flags.chosen, flags.any_name ? rbac::ObjectNames::left_out : rbac::ObjectNames::kept);
  const int printed = print_answer(least.yaml);
  if (printed != kGood) return printed;
  for (const std::string& text : least.open) say("not known: {}\n", shown(text));
  if (least.people == 0)
    return complain("the audit log records nothing of whom this is about", kNotEvaluated);
  return least.open.empty() ? kGood : kNotEvaluated;
}

int print_unused(const Flags& flags, const scan::AuditLog& log, const Services& services) {
  const auto source = read_source(flags.picture, services);
  if (!source) return complain_of_reading(source.error());
  const Unused unused = unused_rights(*source->picture, log, flags.chosen);
  const int printed = print_answer(flags.output == "json" ? unused_json(unused)
                                                          : unused_table(unused));
  if (printed != kGood) return printed;
  return unused.doubts.unknown.empty() ? kGood : kNotEvaluated;
}

int run(Flags& flags, const Services& services) {
  if (const auto fits = check(flags); !fits) return complain(fits.error().text(), kUsage);
  const auto log = read(flags, services);
  if (!log) return complain_of_reading(log.error());
  tell_faults((*log)->faults);
  const int code = flags.output == "yaml" ? print_least(flags, **log)
                                          : print_unused(flags, **log, services);
  if ((*log)->faults.count == 0 || (code != kGood && code != kNotEvaluated)) return code;
  return complain(fmt::format("lines and events of the audit log that were not understood: {}",
                              (*log)->faults.count),
                  kNotEvaluated);
}

void add_compared_flags(Command& command, RbacFlags& flags) {
  command
      .add_option("-f,--filename", flags.files,
                  "Manifests whose bindings are held against the log: files, folders, charts, "
                  "snapshots, or -")
      .allow_extra_args(false);
  command.add_option("--snapshot", flags.snapshot, "The snapshot of a cluster instead");
  add_cluster_flags(command, flags.cluster, /*several=*/false);
}

}  // namespace

void add_minimize_command(Command& rbac, const Services& services, Action& action) {
  Command command = rbac.add_subcommand(
      "minimize",
      "The least roles that let pass what an audit log records; with a picture, what its bindings "
      "grant and was never used");
  const auto flags = std::make_shared<Flags>();
  command
      .add_option("--audit-log", flags->logs,
                  "An API server's audit log, an event a line, or -; more than once")
      .required()
      .allow_extra_args(false);
  command
      .add_option("--as", flags->chosen.users,
                  "Only this user or system:serviceaccount:NAMESPACE:NAME; more than once")
      .allow_extra_args(false);
  command
      .add_option("--as-group", flags->chosen.groups,
                  "Only whoever is in this group; more than once")
      .allow_extra_args(false);
  command.add_flag("--all", flags->chosen.all,
                   "Also system: users, accounts of kube-system, and whoever is in system:masters");
  command.add_flag("--any-name", flags->any_name, "Roles without the names of objects");
  command.add_option("-o,--output", flags->output,
                     "yaml; with a picture table or json (default table)");
  add_compared_flags(command, flags->picture);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
