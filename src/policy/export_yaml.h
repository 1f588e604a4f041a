// SPDX-License-Identifier: Apache-2.0
// Exported policies as the objects that `kubectl apply` takes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/export.h"

namespace bulwark::policy {

enum class PolicyAction : std::uint8_t { deny, warn, audit };

/// How the cluster shall act on what the policies find.
struct ExportBinding {
  std::vector<PolicyAction> actions{PolicyAction::warn};
  bool fail_closed = true;  ///< what cannot be evaluated counts as a finding
  std::vector<std::string> excluded_namespaces;
};

/// A ValidatingAdmissionPolicy and its ValidatingAdmissionPolicyBinding, each behind "---".
std::string policy_yaml(const ExportedPolicy& policy, const ExportBinding& binding);

}  // namespace bulwark::policy
