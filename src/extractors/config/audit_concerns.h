// SPDX-License-Identifier: Apache-2.0
// Audit concerns: what an audit log must tell of (Secrets, exec, roles ...), and how much of each a
// policy lets into it. Requests are made up for every concern: by a person, an administrator, a
// service account and a stranger, in several namespaces; and, for the highest level, by whomever
// and wherever a rule names. Of each the policy itself is asked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extractors/config/audit_policy.h"

namespace bulwark::extractors::config {

struct AuditConcern {
  /// Where the policy says so.
  struct Extreme {
    AuditLevel level = AuditLevel::none;
    std::string request;              ///< "get secrets in kube-system, asked by an administrator"
    std::optional<std::size_t> rule;  ///< nothing: no rule matches
  };
  std::string_view name;
  Extreme lowest;   ///< of what nobody is named for
  Extreme highest;  ///< of anything
  /// People and groups that a rule names, whose requests are not written. Names of the system's own
  /// (system:...) are not among them.
  std::vector<std::string> exempt;
};

/// Error: the policy is too large to be asked about.
Result<std::vector<AuditConcern>> audit_concerns(const AuditPolicy& policy);

}  // namespace bulwark::extractors::config
