// SPDX-License-Identifier: Apache-2.0
// Rights: single permissions merged into as few rules as say exactly the same.
#pragma once

#include <string>
#include <vector>

#include "analyzers/rbac/cover.h"
#include "analyzers/rbac/explain.h"

namespace bulwark::analyzers::rbac {

/// One verb on one resource, or on one path. `resource` has its subresource: "pods/exec".
struct Right {
  std::string verb{}, group{}, resource{}, name{};
  std::string path{};    ///< instead of group, resource and name
  bool any_name = true;  ///< `name` does not count
  auto operator<=>(const Right&) const = default;
};

/// Rules that grant these rights and nothing beyond them, in an order that depends on nothing else.
/// A right to one name is left out where the same is there for all names.
std::vector<ExplainedRule> merged(std::vector<Right> rights);

/// An atom in words. `names` has its texts.
Right right_of(const Names& names, const Atom& atom);

/// The parts of a rule, in the order of its lists.
std::vector<Right> parts_of(const ExplainedRule& rule);

}  // namespace bulwark::analyzers::rbac
