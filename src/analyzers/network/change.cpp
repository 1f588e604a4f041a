// SPDX-License-Identifier: Apache-2.0
// Each decision that is in the way is one edit.
#include "analyzers/network/change.h"

#include <algorithm>
#include <memory>
#include <tuple>

namespace bulwark::analyzers::network {
namespace {

constexpr Direction kDirections[] = {Direction::egress, Direction::ingress};

Connections common(Connections a, const Connections& b) {
  a.intersect(b);
  return a;
}

// Whose rules touch the fewest others.
const Policy* narrowest(const std::vector<const Policy*>& policies) {
  return *std::ranges::min_element(policies, {},
                                   [](const Policy* one) { return one->subjects->size(); });
}

std::vector<Change> to_deny_at(const std::vector<Decision>& decisions, Direction direction,
                               const Connections& unwanted) {
  std::vector<Change> out;
  for (const Decision& one : decisions) {
    const Connections some = common(one.connections, unwanted);
    if (!one.is_allowed() || some.is_empty()) continue;
    Change change{Change::Kind::add_policy, direction, one.policy, one.rule, Action::deny, some};
    if (one.effect == Effect::allowed) {
      change.kind = is_unordered(*one.policy) ? Change::Kind::remove_rule
                                              : Change::Kind::insert_rule;
    }
    out.push_back(std::move(change));
  }
  return out;
}

// How much of a change it is: a new policy closes all else too.
auto weight(const std::vector<Change>& changes) {
  const auto is_new = [](const Change& one) { return one.kind == Change::Kind::add_policy; };
  return std::tuple(std::ranges::count_if(changes, is_new), changes.size());
}

PolicyRule rule_for(const Pair& pair, const Change& change) {
  PolicyRule out;
  out.action = change.action;
  Peer peer;
  const FarEnd& other = pair.other(change.direction);
  if (other.pod) peer.pods = std::make_shared<const std::vector<EndpointId>>(1, *other.pod);
  if (other.range) peer.blocks.push_back({*other.range, {}});
  peer.from_outside = !other.pod && !other.range;
  out.peers.push_back(std::move(peer));
  out.ports.push_back({change.connections, {}, Protocol::tcp, false});
  return out;
}

void apply(const Change& change, const Pair& pair, const Policies& before, Policies& after) {
  if (change.kind == Change::Kind::add_policy) {
    Policy policy;
    policy.subjects = std::make_shared<const std::vector<EndpointId>>(1,
                                                                      *pair.own(change.direction));
    policy.ingress = change.direction == Direction::ingress;
    policy.egress = !policy.ingress;
    const auto tier = std::ranges::find(before.tiers, Tier::network_policy, &PolicyTier::kind);
    policy.place = static_cast<std::uint32_t>(tier - before.tiers.begin());
    after.all.push_back(std::move(policy));
    return;
  }
  Policy& policy = after.all[static_cast<std::size_t>(change.policy - before.all.data())];
  auto& rules = change.direction == Direction::ingress ? policy.ingress_rules : policy.egress_rules;
  const auto at = change.rule == nullptr
                      ? rules.end()
                      : std::ranges::find(rules, change.rule->path, &PolicyRule::path);
  if (change.kind == Change::Kind::remove_rule) {
    rules.erase(at);
  } else {
    rules.insert(at, rule_for(pair, change));
  }
}

}  // namespace

Connections allowed_of(const Policies& policies, const Endpoints& endpoints, const Pair& pair) {
  Connections out = Connections::all();
  for (const Direction direction : kDirections) {
    if (const auto own = pair.own(direction))
      out.intersect(
          allowed_of(decide(policies, endpoints, direction, *own, pair.other(direction))));
  }
  return out;
}

std::vector<Change> changes_to_allow(const Policies& policies, const Endpoints& endpoints,
                                     const Pair& pair, const Connections& wanted) {
  std::vector<Change> out;
  for (const Direction direction : kDirections) {
    const auto own = pair.own(direction);
    if (!own) continue;
    for (const Decision& one :
         decide(policies, endpoints, direction, *own, pair.other(direction))) {
      const Connections some = common(one.connections, wanted);
      if (some.is_empty()) continue;
      if (one.effect == Effect::denied) {
        // What Cilium denies no rule allows.
        const auto kind = is_unordered(*one.policy) ? Change::Kind::remove_rule
                                                    : Change::Kind::insert_rule;
        out.push_back({kind, direction, one.policy, one.rule, Action::allow, some});
      } else if (one.effect == Effect::not_listed) {
        out.push_back({Change::Kind::add_rule, direction, narrowest(one.isolating), nullptr,
                       Action::allow, some});
      }
    }
  }
  return out;
}

std::vector<Change> changes_to_deny(const Policies& policies, const Endpoints& endpoints,
                                    const Pair& pair, const Connections& unwanted) {
  std::vector<Change> best;
  bool found = false;
  for (const Direction direction : kDirections) {
    const auto own = pair.own(direction);
    if (!own) continue;
    std::vector<Change> some = to_deny_at(
        decide(policies, endpoints, direction, *own, pair.other(direction)), direction, unwanted);
    if (!found || weight(some) <= weight(best)) best = std::move(some);
    found = true;
  }
  return best;
}

Policies changed(const Policies& policies, const Pair& pair, const std::vector<Change>& changes) {
  Policies out = policies;
  for (const Change& one : changes) apply(one, pair, policies, out);
  return out;
}

}  // namespace bulwark::analyzers::network
