// SPDX-License-Identifier: Apache-2.0
// Tier after tier, rule after rule, as row_builder.cpp does for all pairs.
#include "analyzers/network/decision.h"

#include <algorithm>

namespace bulwark::analyzers::network {
namespace {

class Decider {
 public:
  Decider(const Policies& policies, const Endpoints& endpoints, Direction direction, EndpointId own,
          const FarEnd& other)
      : policies_(policies), direction_(direction), own_(own), other_(other) {
    const std::optional<EndpointId> receiver = direction == Direction::ingress ? own : other.pod;
    if (receiver) receiver_ = &endpoints.all()[*receiver];
  }

  std::vector<Decision> made() && {
    for (std::uint32_t i = 0; i < policies_.tiers.size() && !rest_.is_empty(); ++i) ask(i);
    if (!rest_.is_empty()) out_.push_back({Effect::open, rest_});
    return std::move(out_);
  }

 private:
  void ask(std::uint32_t place) {
    Connections passed, listed;
    std::vector<const Policy*> isolating;
    for (const Policy& policy : policies_.all) {
      if (policy.place != place || !policy.decides(direction_) || !is_subject(policy, own_))
        continue;
      if (policy.isolates) isolating.push_back(&policy);
      for (const PolicyRule& rule : policy.rules(direction_)) take(policy, rule, passed, listed);
    }
    rest_.subtract(listed);
    if (policies_.tiers[place].ends_in_deny && !isolating.empty()) {
      if (!rest_.is_empty())
        out_.push_back({Effect::not_listed, rest_, nullptr, nullptr, std::move(isolating)});
      rest_ = {};
    }
    rest_.unite(passed);
  }

  // Of rules that allow, one after the other, several may allow the same.
  void take(const Policy& policy, const PolicyRule& rule, Connections& passed,
            Connections& listed) {
    if (!is_about(rule, own_) || !is_peer(rule, other_)) return;
    if (rule.action != Action::allow) {
      rest_.subtract(listed);
      listed = {};
    }
    Connections own = ports_at(rule, receiver_);
    own.intersect(rest_);
    if (own.is_empty()) return;
    const Effect effect = rule.action == Action::allow  ? Effect::allowed
                          : rule.action == Action::deny ? Effect::denied
                                                        : Effect::passed;
    if (effect == Effect::allowed) {
      listed.unite(own);
    } else {
      rest_.subtract(own);
    }
    if (effect == Effect::passed) passed.unite(own);
    out_.push_back({effect, std::move(own), &policy, &rule});
  }

  const Policies& policies_;
  Direction direction_;
  EndpointId own_;
  const FarEnd& other_;
  const Endpoint* receiver_ = nullptr;
  Connections rest_ = Connections::all();
  std::vector<Decision> out_;
};

}  // namespace

bool is_subject(const Policy& policy, EndpointId pod) {
  return std::ranges::binary_search(*policy.subjects, pod);
}

bool is_about(const PolicyRule& rule, EndpointId pod) {
  return rule.own == nullptr || std::ranges::binary_search(*rule.own, pod);
}

bool is_peer(const PolicyRule& rule, const FarEnd& other) {
  if (rule.any_peer) return true;
  return std::ranges::any_of(rule.peers, [&](const Peer& peer) {
    if (other.pod) return std::ranges::binary_search(*peer.pods, *other.pod);
    if (!other.range) return peer.from_outside;
    if (peer.all_outside) return true;
    return std::ranges::any_of(peer.blocks,
                               [&](const Block& one) { return one.contains(*other.range); });
  });
}

std::vector<Decision> decide(const Policies& policies, const Endpoints& endpoints,
                             Direction direction, EndpointId own, const FarEnd& other) {
  return Decider(policies, endpoints, direction, own, other).made();
}

Connections allowed_of(const std::vector<Decision>& decisions) {
  Connections out;
  for (const Decision& one : decisions) {
    if (one.is_allowed()) out.unite(one.connections);
  }
  return out;
}

}  // namespace bulwark::analyzers::network
