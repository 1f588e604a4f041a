// SPDX-License-Identifier: Apache-2.0
// Unused: what bindings grant, held against what was asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analyzers/rbac/authorizer.h"
#include "analyzers/rbac/explain.h"
#include "analyzers/rbac/usage.h"

namespace bulwark::analyzers::rbac {

/// One rule that a binding grants to one of its subjects.
struct RuleUse {
  Grant grant;
  /// What it let pass, as requests; with names only where the rule lists some.
  std::vector<ExplainedRule> used;
  std::vector<ExplainedRule> unused;  ///< what of it let nothing pass
  std::vector<ExplainedRule> wider;   ///< wildcards that let something pass, and would let more
};

/// One binding's grants to one of its subjects, in the order of the rules. Two bindings that grant
/// the same are both used by a request.
struct BindingUse {
  std::uint32_t binding = 0;  ///< index into Model::bindings
  std::uint32_t subject = 0;  ///< index into Model::subjects
  std::vector<RuleUse> rules;

  bool used() const;
};

/// Of all bindings, for those of their subjects that can be somebody and that `wanted` takes.
std::vector<BindingUse> binding_uses(const Model& model, const Usage& usage,
                                     const std::function<bool(const Subject&)>& wanted);

}  // namespace bulwark::analyzers::rbac
