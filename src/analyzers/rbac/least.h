// SPDX-License-Identifier: Apache-2.0
// Least: the roles that let what somebody asked for pass, and nothing else.
//
// What was asked in a namespace goes into a Role there; what was asked of the cluster (paths,
// objects without a namespace, lists of all namespaces) into one ClusterRole, and what that grants
// in a namespace anyway is left out of the Role.
#pragma once

#include <string>
#include <vector>

#include "analyzers/rbac/explain.h"
#include "analyzers/rbac/rights.h"
#include "analyzers/rbac/usage.h"

namespace bulwark::analyzers::rbac {

struct LeastRole {
  std::string name_space;  ///< empty: a ClusterRole
  std::vector<ExplainedRule> rules;
};

/// `kept`: rules name the objects that were asked for. `left_out`: a right is for all names, but
/// for whom somebody may act as.
enum class ObjectNames : std::uint8_t { kept, left_out };

/// The ClusterRole first, then Roles by namespace. None where nothing was asked.
std::vector<LeastRole> least_roles(const std::vector<Attributes>& requests, ObjectNames names);

/// A request as a right: what a rule must say to let it pass.
Right right_of(const Attributes& asked, ObjectNames names);

/// A name for the roles and bindings of a user: "bulwark:serviceaccount:shop:cart",
/// "bulwark:user:jane". What Kubernetes takes for no name becomes `_`, with a sum of the whole
/// behind it so that two users never share one.
std::string least_role_name(std::string_view user);

}  // namespace bulwark::analyzers::rbac
