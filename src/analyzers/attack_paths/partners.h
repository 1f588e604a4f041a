// SPDX-License-Identifier: Apache-2.0
// Partners: what somebody and his groups hold, by part, for moves that a right limited to names
// makes together with another.
#pragma once

#include <array>
#include <span>
#include <unordered_map>
#include <vector>

#include "analyzers/attack_paths/holdings.h"

namespace bulwark::analyzers::attack_paths {

/// One right, and whether it is his own or a group's.
struct NamedCard {
  const Held* held = nullptr;
  bool own = false;
};

/// Of one holder after the other. Points into the holdings.
class Partners {
 public:
  explicit Partners(const Holdings& holdings) : holdings_(holdings) {}

  /// False where he and his groups hold nothing limited that makes a move of his.
  bool take(const Holder& holder, std::span<const Holder* const> groups);
  /// Those that are not limited.
  std::span<const NamedCard> of(Part part) const { return of_.at(number(part)).free; }
  /// Those that are limited to names. Secrets, pods and the like are left out.
  std::span<const NamedCard> named(Part part) const { return of_.at(number(part)).named; }
  /// Those of them that are limited to that one.
  std::span<const NamedCard> named(Part part, rbac::NameId only) const;
  /// Limited to names: all of his own, and of groups what makes a move with a right of his.
  std::span<const NamedCard> limited() const { return limited_; }

 private:
  struct Cards {
    std::vector<NamedCard> free, named;  // named: sorted by name
  };

  static std::size_t number(Part part) { return static_cast<std::size_t>(part); }
  bool has_shared(const Holder& group);
  void keep(const NamedCard& card);

  const Holdings& holdings_;
  std::array<Cards, kParts> of_;
  std::vector<NamedCard> limited_;
  std::unordered_map<const Holder*, bool> shared_;  // of groups
};

}  // namespace bulwark::analyzers::attack_paths
