// SPDX-License-Identifier: Apache-2.0
// The answers of `bulwark rbac minimize`: the least roles as YAML, and what bindings were never
// used for, for people and for programs.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/least.h"
#include "analyzers/rbac/unused.h"
#include "cli/rbac_answer.h"
#include "scan/audit_log.h"
#include "scan/rbac.h"

namespace bulwark::cli {

/// Of whom the answer is.
struct Chosen {
  std::vector<std::string> users;  ///< empty, as are the groups: whoever is no part of Kubernetes
  std::vector<std::string> groups;
  bool all = false;

  bool named() const { return !users.empty() || !groups.empty(); }
  bool takes(std::string_view user, const analyzers::rbac::Person& person) const;
  /// Of a binding; for a chosen user also each group that it came with.
  bool takes(const analyzers::rbac::Model& model, const analyzers::rbac::Usage& usage,
             const analyzers::rbac::Subject& subject) const;
};

struct Least {
  std::string yaml;               ///< roles and bindings, ready for kubectl apply
  std::uint64_t people = 0;       ///< who is in it
  std::vector<std::string> open;  ///< what no event tells: the roles may not be enough
};
Least least_yaml(const scan::AuditLog& log, const Chosen& chosen,
                 analyzers::rbac::ObjectNames names);

struct Unused {
  const scan::RbacPicture& picture;
  const scan::AuditLog& log;
  std::vector<analyzers::rbac::BindingUse> bindings;  ///< those that were never used first
  Doubts doubts;
};
Unused unused_rights(const scan::RbacPicture& picture, const scan::AuditLog& log,
                     const Chosen& chosen);
std::string unused_table(const Unused& unused);
std::string unused_json(const Unused& unused);

}  // namespace bulwark::cli
