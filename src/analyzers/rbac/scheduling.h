// SPDX-License-Identifier: Apache-2.0
// Scheduling: who decides on which node a pod runs, the scheduler beside all others.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/explain.h"

namespace bulwark::analyzers::rbac {

struct SchedulingGrant {
  std::string_view may;  ///< "bind pods to nodes"
  Chain chain;           ///< of the first rule that lets
};

/// By what it decides, then by binding; each subject once for a right and a binding. `name_space`:
/// of the whole cluster and that namespace alone.
std::vector<SchedulingGrant> scheduling_grants(const Model& model,
                                               const std::optional<std::string>& name_space);

}  // namespace bulwark::analyzers::rbac
