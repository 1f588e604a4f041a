// SPDX-License-Identifier: Apache-2.0
// Tier after tier, rule after rule, as row_builder.cpp does for all pairs.
#include "analyzers/network/decision.h"

#include <algorithm>

namespace bulwark::analyzers::network {
namespace {

Connections ports_of(const PolicyRule& rule, const Endpoint* receiver) {
  if (rule.any_port) return Connections::all();
  Connections out;
  for (const PortMatch& match : rule.ports) {
    out.unite(match.connections);
    if (match.name.empty() || receiver == nullptr) continue;
    for (const NamedPort& port : receiver->ports) {
      if (port.name == match.name && (match.any_protocol || port.protocol == match.protocol))
        out.unite(Connections::of(port.protocol, {port.number, port.number}));
    }
  }
  return out;
}

class Decider {
 public:
  Decider(const Policies& policies, const Endpoints& endpoints, Direction direction, EndpointId own,
          const FarEnd& other)
      : policies_(policies), direction_(direction), own_(own), other_(other) {
    const std::optional<EndpointId> receiver = direction == Direction::ingress ? own : other.pod;
    if (receiver) receiver_ = &endpoints.all()[*receiver];
  }

  std::vector<Decision> made() && {
    first_match(Tier::admin);
    if (!rest_.is_empty() && !network_policies()) first_match(Tier::baseline);
    if (!rest_.is_empty()) out_.push_back({Effect::open, rest_});
    return std::move(out_);
  }

 private:
  template <class Work>
  void each_policy(Tier tier, const Work& work) {
    for (const Policy& policy : policies_.all) {
      if (policy.tier == tier && policy.decides(direction_) && is_subject(policy, own_))
        work(policy);
    }
  }

  void first_match(Tier tier) {
    Connections passed;
    each_policy(tier, [&](const Policy& policy) {
      for (const PolicyRule& rule : policy.rules(direction_)) {
        if (!is_peer(rule, other_)) continue;
        Connections own = ports_of(rule, receiver_);
        own.intersect(rest_);
        if (own.is_empty()) continue;
        rest_.subtract(own);
        const Effect effect = rule.action == Action::allow  ? Effect::allowed
                              : rule.action == Action::deny ? Effect::denied
                                                            : Effect::passed;
        if (effect == Effect::passed) passed.unite(own);
        out_.push_back({effect, std::move(own), &policy, &rule});
      }
    });
    rest_.unite(passed);
  }

  // Whether some isolate the pod: what they say is final.
  bool network_policies() {
    Connections listed;
    std::vector<const Policy*> isolating;
    each_policy(Tier::network_policy, [&](const Policy& policy) {
      isolating.push_back(&policy);
      for (const PolicyRule& rule : policy.rules(direction_)) {
        if (!is_peer(rule, other_)) continue;
        Connections own = ports_of(rule, receiver_);
        own.intersect(rest_);
        if (own.is_empty()) continue;
        listed.unite(own);
        out_.push_back({Effect::allowed, std::move(own), &policy, &rule});
      }
    });
    if (isolating.empty()) return false;
    rest_.subtract(listed);
    if (!rest_.is_empty())
      out_.push_back({Effect::not_listed, rest_, nullptr, nullptr, std::move(isolating)});
    rest_ = {};
    return true;
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

bool is_peer(const PolicyRule& rule, const FarEnd& other) {
  if (rule.any_peer) return true;
  return std::ranges::any_of(rule.peers, [&](const Peer& peer) {
    if (other.pod) return std::ranges::binary_search(*peer.pods, *other.pod);
    if (!other.range) return peer.from_outside;
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
