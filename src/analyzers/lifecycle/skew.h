// SPDX-License-Identifier: Apache-2.0
// Skew: how far the programs of one cluster may be from each other, as Kubernetes' version skew
// policy says it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/lifecycle/programs.h"

namespace bulwark::analyzers::lifecycle {

struct SkewFault {
  const Program* program = nullptr;
  std::string message;
};

/// Kubelets and kube-proxies: at most three minor versions older than the API server (two, where
/// they are older than 1.25), and never newer. Controller manager, scheduler and cloud controller
/// manager: at most one older, never newer. API servers: within one of each other. Where several
/// API servers run, "newer" is than the oldest and "older" is than the newest.
///
/// `api_servers` are the versions to judge by: those that run, or those after an upgrade. Empty
/// where they are not known: then nothing is said. Points into `programs`.
std::vector<SkewFault> skew_faults(const std::vector<Program>& programs,
                                   const std::optional<Minors>& api_servers);

}  // namespace bulwark::analyzers::lifecycle
