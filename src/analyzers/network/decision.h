// SPDX-License-Identifier: Apache-2.0
// Decision: which rule of which policy decides on a connection, one direction of one pair at a
// time. The rows of Reach give the same verdicts for all pairs at once, without saying why.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analyzers/network/addresses.h"
#include "analyzers/network/policy.h"

namespace bulwark::analyzers::network {

/// The far end: a pod, a range of addresses that no block cuts, or (neither) a pod in a namespace
/// that nobody knows, as an ingress controller's may be.
struct FarEnd {
  std::optional<EndpointId> pod{};
  std::optional<AddressRange> range{};
};

enum class Effect : std::uint8_t {
  allowed,
  denied,
  passed,      ///< left to the next tier
  not_listed,  ///< denied: policies isolate the pod, and no rule of theirs is for this
  open,        ///< allowed: nothing decides
};

struct Decision {
  Effect effect = Effect::open;
  Connections connections;         ///< not empty
  const Policy* policy = nullptr;  ///< whose rule it is
  const PolicyRule* rule = nullptr;
  std::vector<const Policy*> isolating{};  ///< of `not_listed`

  bool is_allowed() const { return effect == Effect::allowed || effect == Effect::open; }
};

/// What decides on all connections between `own` and the other, in the order in which it is asked.
/// Of rules that allow, one after the other, several may allow the same.
std::vector<Decision> decide(const Policies& policies, const Endpoints& endpoints,
                             Direction direction, EndpointId own, const FarEnd& other);

/// The union of what is allowed.
Connections allowed_of(const std::vector<Decision>& decisions);

/// Whether the rule is for the other end, on whichever ports.
bool is_peer(const PolicyRule& rule, const FarEnd& other);
/// Whether it is about that subject of its policy.
bool is_about(const PolicyRule& rule, EndpointId pod);
/// Whether the policy selects that pod.
bool is_subject(const Policy& policy, EndpointId pod);

}  // namespace bulwark::analyzers::network
