// SPDX-License-Identifier: Apache-2.0
// The conveyor of a scan: targets in, a complete report out.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/report.h"
#include "policy/catalogue.h"
#include "policy/evaluation.h"
#include "scan/bring_in.h"
#include "scan/config.h"
#include "scan/expected.h"
#include "scan/image_search.h"
#include "scan/probes.h"
#include "scan/user_policies.h"
#include "sources/code/load.h"

namespace bulwark::scan {

struct ScanOptions {
  std::vector<std::string> targets;  ///< files, folders, snapshots, node:/, image:REF, - for
                                     ///< standard input
  LiveTargets live;                  ///< clusters to read besides
  bool file_secrets = true;  ///< look for credentials in all files of folders that are targets
  ImageScanOptions images;   ///< how images are read; those of workloads where it says so
  ProbeOptions probes;       ///< endpoints to look at besides; none where nobody asks
  policy::Selection selection;
  std::vector<std::string> policies;  ///< files and folders of admission policies that run beside
                                      ///< the catalogue
  std::optional<std::string> config_file;  ///< empty: none; not set: bulwark.yaml in the working
                                           ///< directory, where there is one
  std::vector<std::string> helm_values;    ///< values files for Helm charts
  bool complete = false;  ///< manifests are everything that their namespaces hold: what they refer
                          ///< to and is not there does not exist
  bool expected_platform = true;  ///< false: findings of known platform workloads count like all
                                  ///< others
  std::string search_path;        ///< $PATH, where helm and kubectl are looked for
  std::string tool_version;
  std::string today;        ///< "2026-11-24", decides which waivers and certificates have expired
  std::size_t threads = 0;  ///< 0: as many as the machine has
  std::uint64_t seed = 0;   ///< of all hash tables; unknown to whoever wrote the input
  std::stop_token stop;
  Progress* progress = nullptr;
};

/// Everything that a report points into. Not copyable; the report lives as long as this.
struct Scan {
  Scan() = default;
  Scan(const Scan&) = delete;
  Scan& operator=(const Scan&) = delete;

  policy::Catalogue catalogue;
  Config config;
  std::vector<Expected> expected;
  std::unique_ptr<UserPolicies> policies;
  policy::Chosen chosen;
  model::Inventory inventory;
  std::deque<policy::Answers> answers;
  model::Report report;
};

/// An error for what the user must correct before anything can be said (a name that matches
/// nothing, a configuration that does not read, a target that does not exist) and for `cancelled`.
/// Everything else is in the report.
Result<std::unique_ptr<Scan>> scan(const ScanOptions& options);

/// The shipped controls.
Result<void> load_catalogue(policy::Catalogue& catalogue);

/// The shipped controls into `catalogue`, and of them those that a scan with these options asks,
/// compiled, with the site's parameters.
Result<policy::Chosen> choose_controls(const ScanOptions& options, policy::Catalogue& catalogue);

}  // namespace bulwark::scan
