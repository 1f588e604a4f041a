// SPDX-License-Identifier: Apache-2.0
// What commands that scan have in common: which controls judge what, and from which severity up it
// counts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/cluster_flags.h"
#include "cli/command.h"
#include "scan/scan.h"

namespace bulwark::cli {

/// What the command line said.
struct ScanFlags {
  scan::ScanOptions scan;
  ClusterFlags cluster;
  std::string config;
  std::string fail_on = "high";
  std::vector<std::string> outputs;
  bool no_expected = false;
  bool no_file_secrets = false;
  double probe_timeout = 2;  ///< seconds
  double probe_budget = 60;
  bool all = false;  ///< table: however much

  /// Nothing for "none".
  Result<std::optional<model::Severity>> least_failing() const;
  /// Into `scan`: these flags; version, day, seed, $PATH and the stop token as the process has
  /// them.
  void take(const Services& services);
};

/// --framework, --control, --layer, --exclude.
void add_selection_flags(Command& command, policy::Selection& selection);

/// --config, --policy, --values, --framework, --control, --layer, --exclude, --kube-version,
/// --complete, --no-expected, --threads, and those of clusters.
void add_judging_flags(Command& command, ScanFlags& flags);

/// --probe, --probe-address, --probe-timeout, --probe-budget.
void add_probe_flags(Command& command, ScanFlags& flags);

}  // namespace bulwark::cli
