// SPDX-License-Identifier: Apache-2.0
// Most holders have nothing limited, and are passed over at the first look.
#include "analyzers/attack_paths/partners.h"

#include <algorithm>

#include "analyzers/attack_paths/identity_moves.h"

namespace bulwark::analyzers::attack_paths {
namespace {

// Limited to names, it still makes a move with another part.
bool is_shared(const Held& held) {
  constexpr PartSet kShared = any_of({Part::impersonate_users, Part::impersonate_accounts,
                                      Part::impersonate_groups, Part::bind_cluster_roles,
                                      Part::change_cluster_roles, Part::escalate_cluster_roles,
                                      Part::change_roles, Part::escalate_roles});
  return ((kShared >> static_cast<unsigned>(held.part)) & 1U) != 0;
}

}  // namespace

bool Partners::take(const Holder& holder, std::span<const Holder* const> groups) {
  const auto own = holdings_.held(holder);
  const bool any = std::ranges::any_of(own, &Held::limited);
  if (!any && std::ranges::none_of(groups, [&](const Holder* one) { return has_shared(*one); }))
    return false;
  limited_.clear();
  for (Cards& cards : of_) cards = {};
  for (const Held& one : own) {
    keep({&one, true});
    if (one.limited()) limited_.push_back({&one, true});
  }
  for (const Holder* group : groups) {
    for (const Held& one : holdings_.held(*group)) {
      keep({&one, false});
      if (one.limited() && is_shared(one)) limited_.push_back({&one, false});
    }
  }
  for (Cards& cards : of_)
    std::ranges::stable_sort(cards.named, {}, [](const NamedCard& one) { return one.held->only; });
  return true;
}

std::span<const NamedCard> Partners::named(Part part, rbac::NameId only) const {
  return std::ranges::equal_range(named(part), only, {},
                                  [](const NamedCard& one) { return one.held->only; });
}

bool Partners::has_shared(const Holder& group) {
  const auto [known, is_new] = shared_.try_emplace(&group, false);
  if (is_new) {
    known->second = std::ranges::any_of(
        holdings_.held(group), [](const Held& one) { return one.limited() && is_shared(one); });
  }
  return known->second;
}

void Partners::keep(const NamedCard& card) {
  Cards& cards = of_.at(number(card.held->part));
  if (!card.held->limited()) cards.free.push_back(card);
  if (card.held->limited() && is_shared(*card.held)) cards.named.push_back(card);
}

}  // namespace bulwark::analyzers::attack_paths
