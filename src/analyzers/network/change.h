// SPDX-License-Identifier: Apache-2.0
// Change: the fewest edits of policies after which a connection is allowed, or denied.
#pragma once

#include <cstdint>
#include <vector>

#include "analyzers/network/decision.h"

namespace bulwark::analyzers::network {

/// Two ends, of which at least one is a pod.
struct Pair {
  FarEnd from, to;

  /// The end that policies of this direction are about; nothing where it is no pod.
  std::optional<EndpointId> own(Direction direction) const {
    return direction == Direction::ingress ? to.pod : from.pod;
  }
  const FarEnd& other(Direction direction) const {
    return direction == Direction::ingress ? from : to;
  }
};

/// What both ends' policies allow.
Connections allowed_of(const Policies& policies, const Endpoints& endpoints, const Pair& pair);

struct Change {
  enum class Kind : std::uint8_t {
    remove_rule,
    add_rule,     ///< to the end of the policy's rules
    insert_rule,  ///< before `rule`
    add_policy,   ///< a NetworkPolicy that isolates the pod in this direction, without rules
  };
  Kind kind = Kind::add_rule;
  Direction direction = Direction::ingress;
  const Policy* policy = nullptr;    ///< null for add_policy
  const PolicyRule* rule = nullptr;  ///< null for add_rule and add_policy
  Action action = Action::allow;     ///< of the rule that is added
  Connections connections{};         ///< its ports
};

/// What allows `wanted` between the two, which is denied in part or as a whole; empty where nothing
/// is denied.
std::vector<Change> changes_to_allow(const Policies& policies, const Endpoints& endpoints,
                                     const Pair& pair, const Connections& wanted);
/// What denies all of `unwanted`, of which some is allowed: at the end that takes the fewer edits.
std::vector<Change> changes_to_deny(const Policies& policies, const Endpoints& endpoints,
                                    const Pair& pair, const Connections& unwanted);

/// The policies after changes for that pair.
Policies changed(const Policies& policies, const Pair& pair, const std::vector<Change>& changes);

}  // namespace bulwark::analyzers::network
