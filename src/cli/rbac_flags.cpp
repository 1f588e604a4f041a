// SPDX-License-Identifier: Apache-2.0
// Flags to a picture and a question.
#include "cli/rbac_flags.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "cli/clock.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "outputs/text.h"
#include "outputs/view.h"
#include "policy/control_file.h"
#include "sources/cluster/snapshot_reader.h"

namespace bulwark::cli {
namespace {

Result<void> check(const RbacFlags& flags) {
  if (std::ranges::find(flags.outputs, flags.output) == flags.outputs.end())
    return fail(ErrorCode::malformed,
                fmt::format("-o {}: it is {}", flags.output, join(flags.outputs, " or ")));
  if (flags.all_namespaces && !flags.name_space.empty())
    return fail(ErrorCode::malformed, "-A means all namespaces: leave out -n, or -A");
  if (!flags.snapshot.empty() && !sources::cluster::is_snapshot(flags.snapshot))
    return fail(ErrorCode::malformed, flags.snapshot + " is no snapshot, or cannot be read");
  return {};
}

std::string shown(std::string_view text) { return outputs::visible(outputs::clean_text(text)); }

void tell_gaps(const scan::RbacPicture& picture) {
  for (const analyzers::rbac::Gap& gap : picture.model->gaps())
    say("not read: {}: {}\n", shown(gap.what), shown(gap.reason));
  for (const std::string& cycle : picture.model->cycles())
    say("aggregated roles gather each other: {}\n", shown(cycle));
}

}  // namespace

void add_rbac_flags(Command& command, RbacFlags& flags) {
  command.add_option("VERB", flags.verb, "get, list, create, escalate, ... or *");
  command.add_option("RESOURCE", flags.resource,
                     "Plural, kind or short name, as kubectl takes it: deploy, pods/exec, "
                     "widgets.example.com");
  command.add_option("NAME", flags.name, "One object; without it, whatever its name");
  command.add_option("--non-resource-url", flags.path, "A path of the API instead: /metrics");
  command
      .add_option("-n,--namespace", flags.name_space,
                  "Namespace of the request (default: the context's, else default)")
      .allow_extra_args(false);
  add_picture_flags(command, flags);
}

void add_picture_flags(Command& command, RbacFlags& flags) {
  command
      .add_option("-f,--filename", flags.files,
                  "Manifests to ask instead of a cluster: files, folders, charts, snapshots, or -")
      .allow_extra_args(false);
  command.add_option("--snapshot", flags.snapshot, "The snapshot of a cluster to ask");
  command.add_option("--kube-version", flags.kube_version,
                     "Judge for Kubernetes 1.N (default: the cluster's; of manifests the newest)");
  command.add_option("-o,--output", flags.output, join(flags.outputs, " or "));
  add_cluster_flags(command, flags.cluster, /*several=*/false);
}

Result<RbacSource> read_source(const RbacFlags& flags, const Services& services,
                               scan::RbacReading reading) {
  TRY_VOID(check(flags));
  RbacSource source;
  scan::RbacOptions options;
  options.reading = reading;
  if (!flags.kube_version.empty()) options.minor = TRY(policy::parse_minor(flags.kube_version));
  std::vector<std::string> targets = flags.files;
  if (!flags.snapshot.empty()) targets.push_back(flags.snapshot);
  static_cast<scan::PictureOptions&>(options) = TRY(
      picture_options(std::move(targets), flags.cluster, services.stop));
  source.live = options.live.clusters;
  Progress progress;
  options.progress = &progress;
  const ProgressLine line(progress);
  source.picture = TRY(scan::read_rbac(options));
  tell_gaps(*source.picture);
  return source;
}

int complain_of_reading(const Error& error) {
  if (error.code == ErrorCode::cancelled) return complain("interrupted", kInterrupted);
  return complain(error.text(), kUsage);
}

std::string namespace_of(const RbacFlags& flags, const RbacSource& source) {
  if (!flags.name_space.empty()) return flags.name_space;
  const bool known = !source.live.empty() && !source.live[0].name_space.empty();
  return known ? source.live[0].name_space : "default";
}

Result<analyzers::rbac::Question> question_of(const RbacFlags& flags, const RbacSource& source) {
  analyzers::rbac::Typed typed{flags.verb, flags.resource, flags.name, flags.name_space};
  typed.default_namespace = namespace_of(flags, source);
  typed.path = flags.path;
  typed.all_namespaces = flags.all_namespaces;
  return analyzers::rbac::make_question(typed, *source.picture->names);
}

}  // namespace bulwark::cli
