// SPDX-License-Identifier: Apache-2.0
// Explain: a grant in words, from whom it is given to by which binding to the rule that says it.
#pragma once

#include <string>
#include <vector>

#include "analyzers/rbac/authorizer.h"

namespace bulwark::analyzers::rbac {

/// An object of RBAC by its names.
struct Named {
  std::string kind, name_space, name;

  /// "RoleBinding shop/readers"
  std::string title() const;
  bool operator==(const Named&) const = default;
};

struct ExplainedRule {
  std::vector<std::string> verbs, groups, resources, names, paths;

  /// "get, list on pods, deployments.apps"; "get on /metrics"
  std::string text() const;
};

struct Chain {
  Named subject, binding, role;
  Named source;              ///< the role whose rule it is, when it was aggregated from another
  std::uint32_t number = 0;  ///< of the rule in that role, from 0
  bool built_in = false;     ///< the rule is of a role that is not in the picture, but in every
                             ///< cluster
  ExplainedRule rule;
};

Chain explain(const Model& model, const Grant& grant);

Named binding_name(const Model& model, const Binding& binding);
/// The role that a binding grants, be it there or not.
Named granted_role(const Model& model, const Binding& binding);
Named subject_name(const Model& model, const Subject& subject);

}  // namespace bulwark::analyzers::rbac
