// SPDX-License-Identifier: Apache-2.0
// Export: a control as a ValidatingAdmissionPolicy, in Kubernetes' own terms: what it matches, its
// variables and validations.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/compiled_control.h"

namespace bulwark::policy {

/// The first Kubernetes minor version that serves ValidatingAdmissionPolicy as v1.
inline constexpr std::uint32_t kOldestExportMinor = 30;

struct ExportedRule {
  std::string group, version;
  std::vector<std::string> resources;
  std::vector<std::string> operations{"CREATE", "UPDATE"};
  bool operator==(const ExportedRule&) const = default;
};

struct ExportedVariable {
  std::string name;
  std::string expression;
};

struct ExportedValidation {
  std::string expression;
  std::string message_expression;  ///< may be empty
};

/// What a policy says; export_yaml.h writes it down.
struct ExportedPolicy {
  const CompiledControl* control = nullptr;
  std::vector<ExportedRule> rules;
  std::string match_condition;  ///< leaves out updates that change nothing the control looks at;
                                ///< empty when every update may
  std::vector<ExportedVariable> variables;  ///< in order: each may use those before it
  std::vector<ExportedValidation> validations;
  std::string note;  ///< why it says the control's title where a scan says more; usually empty
};

/// The policy that gives the same verdicts, accepted by an API server of `kube_minor` or newer; the
/// error says why there is none. `control` must outlive it.
Result<ExportedPolicy> export_control(const CompiledControl& control, std::uint32_t kube_minor);

}  // namespace bulwark::policy
