// SPDX-License-Identifier: Apache-2.0
// `bulwark rbac diff OLD [NEW]`: who gained and who lost what between two pictures.
#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/rbac_ask.h"
#include "cli/rbac_diff_answer.h"
#include "cli/rbac_flags.h"
#include "cli/say.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;

struct Flags {
  ClusterFlags cluster;
  std::string before, after;
  std::string kube_version;
  std::string output = "table";
};

Result<void> check(const Flags& flags) {
  if (flags.before == "-" && flags.after == "-")
    return fail(ErrorCode::malformed, "only one side of a diff can be standard input");
  if (!flags.after.empty() && flags.cluster.names_cluster())
    return fail(ErrorCode::malformed,
                "NEW is named, so that no cluster is read: leave out NEW, or the flags of one");
  return {};
}

// An empty path means the live cluster.
RbacFlags side(const Flags& flags, const std::string& path) {
  RbacFlags out;
  out.output = flags.output;
  out.kube_version = flags.kube_version;
  if (path.empty()) {
    out.cluster = flags.cluster;
  } else {
    out.files = {path};
  }
  return out;
}

int exit_code(const RbacDiff& diff) {
  if (diff.difference.subjects(rbac::Side::after) > 0) return kFindings;
  return diff.doubts.unknown.empty() && diff.doubts.others.empty() ? kGood : kNotEvaluated;
}

int run(const Flags& flags, const Services& services) {
  if (const auto fits = check(flags); !fits) return complain(fits.error().text(), kUsage);
  const auto before = read_source(side(flags, flags.before), services);
  if (!before) return complain_of_reading(before.error());
  const auto after = read_source(side(flags, flags.after), services);
  if (!after) return complain_of_reading(after.error());
  const RbacDiff diff = rbac_diff(*before->picture, *after->picture);
  const int printed = print_answer(flags.output == "json" ? rbac_diff_json(diff)
                                                          : rbac_diff_table(diff));
  return printed == kGood ? exit_code(diff) : printed;
}

}  // namespace

void add_rbac_diff_command(Command& rbac, const Services& services, Action& action) {
  Command command = rbac.add_subcommand(
      "diff", "Who gained and who lost what between two pictures: files, snapshots, a cluster");
  const auto flags = std::make_shared<Flags>();
  command.add_option("OLD", flags->before, "Manifests or a snapshot: a file, folder, chart, or -")
      .required();
  command.add_option("NEW", flags->after, "The same (default: the current context's cluster)");
  command.add_option("--kube-version", flags->kube_version,
                     "The built-in roles of Kubernetes 1.N count for manifests (default: the "
                     "newest)");
  command.add_option("-o,--output", flags->output, "table or json");
  add_cluster_flags(command, flags->cluster, /*several=*/false);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
