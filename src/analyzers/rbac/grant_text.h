// SPDX-License-Identifier: Apache-2.0
// What a finding about a binding says: who, where, what, by which rule, and what it leads to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzers/rbac/combinations.h"
#include "analyzers/rbac/powers.h"

namespace bulwark::analyzers::rbac {

/// What one binding grants that one control tells of.
struct DangerousGrant {
  std::uint32_t binding = 0;
  std::string_view control;
  std::vector<std::uint32_t> subjects;  ///< of the binding, whom it is told about
  std::vector<std::uint32_t> threats;   ///< indexes into Powers::threats(): granted to all of them
  std::vector<Combination> combined;    ///< granted to some, together with other bindings
};

/// "ServiceAccount shop/a and 2 more may in the whole cluster: read Secrets (ClusterRole r, rule
/// 1): every password, token and key that is kept in them"
std::string text_of(const Model& model, const Powers& powers, const DangerousGrant& grant);

}  // namespace bulwark::analyzers::rbac
