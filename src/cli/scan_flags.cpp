// SPDX-License-Identifier: Apache-2.0
// Flags of scan and diff.
#include "cli/scan_flags.h"

#include <fmt/core.h>

#include <chrono>
#include <cstdlib>

#include "base/text.h"
#include "cli/clock.h"
#include "cli/command_line.h"

namespace bulwark::cli {

void add_selection_flags(Command& command, policy::Selection& selection) {
  command
      .add_option("--framework", selection.frameworks,
                  "Only the controls of a framework: pss-baseline[@v1.N], pss-restricted[@v1.N], "
                  "cis-1.12, cis-docker-1.6, nsa, attack")
      .allow_extra_args(false);
  command
      .add_option("--control", selection.controls,
                  "Only these controls (globs; also optional ones)")
      .allow_extra_args(false);
  command
      .add_option("--layer", selection.layers, "Only these layers: cloud, cluster, container, code")
      .allow_extra_args(false);
  command.add_option("--exclude", selection.exclude, "Not these controls (globs)")
      .allow_extra_args(false);
}

void add_judging_flags(Command& command, ScanFlags& flags) {
  policy::Selection& selection = flags.scan.selection;
  add_selection_flags(command, selection);
  command.add_option(
      "--kube-version",
      [&selection](const std::string& text) -> Result<void> {
        selection.minor = TRY(policy::parse_minor(text));
        return {};
      },
      fmt::format("Judge for Kubernetes 1.N, such as the one you will upgrade to (default 1.{})",
                  policy::kNewestMinor));
  command
      .add_option("--policy", flags.scan.policies,
                  "ValidatingAdmissionPolicies to run beside the controls: a file, a folder, or -; "
                  "more than once")
      .allow_extra_args(false);
  command.add_option("--config", flags.config,
                     "Configuration (default: bulwark.yaml, where there is one)");
  command
      .add_option("--values", flags.scan.helm_values, "Values file for Helm charts, more than once")
      .allow_extra_args(false);
  add_cluster_flags(command, flags.cluster, /*several=*/true);
  add_reading_flags(command, flags.cluster);
  command.add_flag("--complete", flags.scan.complete,
                   "The manifests are everything: what they refer to and do not hold is missing");
  command.add_flag("--no-expected", flags.no_expected,
                   "Count what known platform workloads are expected to do");
  command.add_option("--threads", flags.scan.threads,
                     "Threads (default: as many as the machine has)");
}

void add_probe_flags(Command& command, ScanFlags& flags) {
  constexpr double kDay = 86400;
  command.add_flag("--probe", flags.scan.probes.clusters,
                   "Cluster: look from here, without credentials, at the ports that it names: API "
                   "servers, kubelets, etcd, ...");
  command
      .add_option("--probe-address", flags.scan.probes.addresses,
                  "HOST:PORT[=COMPONENT] to look at in the same way, more than once")
      .allow_extra_args(false);
  command
      .add_option("--probe-timeout", flags.probe_timeout,
                  "Seconds that one connection of a probe may take (default 2)")
      .within(0.05, kDay);
  command
      .add_option("--probe-budget", flags.probe_budget,
                  "Seconds that all probes together may take (default 60)")
      .within(0.1, kDay);
}

Result<std::optional<model::Severity>> ScanFlags::least_failing() const {
  if (fail_on == "none") return std::optional<model::Severity>();
  const auto severity = model::severity_from(fail_on);
  if (severity) return std::optional(*severity);
  const std::vector<std::string> known{"critical", "high", "medium", "low", "info", "none"};
  return fail(ErrorCode::malformed, fmt::format("--fail-on '{}' is no severity{}", fail_on,
                                                did_you_mean(fail_on, known)));
}

void ScanFlags::take(const Services& services) {
  scan.stop = services.stop;
  scan.tool_version = services.version;
  scan.today = today();
  scan.seed = random_seed();
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): no other thread changes
                                           // it
  scan.search_path = path == nullptr ? "" : path;
  scan.expected_platform = !no_expected;
  scan.file_secrets = !no_file_secrets;
  const auto milliseconds = [](double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  };
  scan.probes.timeout = milliseconds(probe_timeout);
  scan.probes.budget = milliseconds(probe_budget);
  if (!config.empty()) scan.config_file = config;
}

}  // namespace bulwark::cli
