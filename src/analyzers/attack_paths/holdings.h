// SPDX-License-Identifier: Apache-2.0
// Holdings: which parts of moves each user, group and service account holds, where, and by what.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "analyzers/attack_paths/parts.h"
#include "analyzers/rbac/authorizer.h"
#include "analyzers/rbac/model.h"

namespace bulwark::analyzers::attack_paths {

struct Held {
  Part part = Part::everything;
  rbac::NameId scope = rbac::kEmpty;   ///< the namespace; kEmpty: the whole cluster
  rbac::NameId only = rbac::kUnknown;  ///< the one object that it is limited to
  rbac::Grant grant;
  bool limited() const { return only != rbac::kUnknown; }
};

/// All that bindings give to one user or group.
struct Holder {
  rbac::NameId meets = rbac::kUnknown;
  bool group = false;
  rbac::Range held;  ///< of Holdings::all(), by scope, part and name
};

class Holdings {
 public:
  /// `minor`: of Kubernetes 1.N, on which it depends what a right is good for. `most_limited`:
  /// names of roles times subjects of bindings may be more than memory holds.
  Holdings(const rbac::Model& model, std::uint32_t minor,
           std::size_t most_limited = std::size_t{4'000'000});

  /// Rights that are limited to names were left out, there are so many.
  bool cut_short() const { return cut_short_; }

  std::span<const Holder> holders() const { return holders_; }
  /// Null where no binding gives it a part of anything.
  const Holder* find(rbac::NameId meets, bool group) const;
  std::span<const Held> held(const Holder& holder) const {
    return std::span(held_).subspan(holder.held.first, holder.held.count);
  }
  std::span<const Held> held_in(const Holder& holder, rbac::NameId scope) const;
  /// The groups that the API server puts a user or service account into, as far as they hold
  /// anything; none of a group.
  std::vector<const Holder*> groups_of(const Holder& holder, const rbac::Names& names) const;

 private:
  bool cut_short_ = false;
  std::vector<Held> held_;
  std::vector<Holder> holders_;
};

/// The parts that somebody holds at one place by all bindings that apply to him there, without
/// those that are limited to names.
class Hand {
 public:
  struct Card {
    const Held* held = nullptr;
    bool own = false;    ///< not by a group
    bool alone = false;  ///< no other binding gives it
  };

  /// `own`: given to himself.
  void take(std::span<const Held> held, bool own);
  void drop(Part part) { cards_[static_cast<std::size_t>(part)] = {}; }
  const Card& card(Part part) const { return cards_[static_cast<std::size_t>(part)]; }

 private:
  std::array<Card, kParts> cards_{};
};

}  // namespace bulwark::analyzers::attack_paths
