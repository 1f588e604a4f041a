// SPDX-License-Identifier: Apache-2.0
// Lint: what of policies has no effect, or another one than its author may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/reach.h"

namespace bulwark::analyzers::network {

struct Lint {
  std::string_view check;  ///< "redundant-rule"
  const model::Resource* resource = nullptr;
  std::string path;  ///< within it
  std::string message;
};

/// What checks look at; all must outlive the result.
struct LintPicture {
  const model::Inventory& inventory;
  std::string_view cluster;  ///< empty: manifests
  const Endpoints& endpoints;
  const Policies& policies;
  Reach& reach;
};

/// In the order of policies, then as they stand in each.
std::vector<Lint> lint(const LintPicture& picture);

/// One check after the other.
void lint_selectors(const LintPicture& picture, std::vector<Lint>& out);
void lint_ports(const LintPicture& picture, std::vector<Lint>& out);
void lint_types(const LintPicture& picture, std::vector<Lint>& out);
void lint_priorities(const LintPicture& picture, std::vector<Lint>& out);
void lint_redundant(const LintPicture& picture, std::vector<Lint>& out);
void lint_names(const LintPicture& picture, std::vector<Lint>& out);

/// A rule with the direction that it is for.
template <class Work>
void each_rule(const Policies& policies, const Work& work) {
  for (const Policy& policy : policies.all) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      for (const PolicyRule& rule : policy.rules(direction)) work(policy, direction, rule);
    }
  }
}

/// Whether the rule can be for anybody at all.
bool has_peers(const PolicyRule& rule);

}  // namespace bulwark::analyzers::network
