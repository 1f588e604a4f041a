// SPDX-License-Identifier: Apache-2.0
// Difference: who gained and who lost what between two pictures.
//
// A right counts where a binding names the subject on one side, and nothing that the other side
// grants to the same subject covers it there (cover.h): not by another binding or role, not for the
// whole cluster, and not by a group that whoever is meant is always in. Grants that stand on both
// sides as they are cost no more than a look-up; equal questions about coverage are answered once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzers/rbac/authorizer.h"
#include "analyzers/rbac/explain.h"

namespace bulwark::analyzers::rbac {

enum class Side : std::uint8_t { before, after };

struct Change {
  Named subject;            ///< a user that is a service account's is one
  Side side = Side::after;  ///< whose model `grant` is of; after: gained, before: lost
  Grant grant;
  Range rights;  ///< of Difference::rights: what of the rule the other side does not cover

  bool gained() const { return side == Side::after; }
};

/// A grant of a role that is not in its picture, though it may exist: it leaves a change open.
struct Unread {
  Side side = Side::after;
  std::uint32_t binding = 0;
  auto operator<=>(const Unread&) const = default;
};

struct Difference {
  /// By subject; what was gained before what was lost, then by binding and rule. The group
  /// system:masters may everything anyway, and is left out.
  std::vector<Change> changes;
  std::vector<ExplainedRule> rights;
  std::vector<Unread> unread;  ///< sorted

  /// Distinct subjects that gained (or lost) something.
  std::uint64_t subjects(Side side) const;
};

Difference find_differences(const Model& before, const Model& after);

}  // namespace bulwark::analyzers::rbac
