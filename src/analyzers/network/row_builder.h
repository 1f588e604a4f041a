// SPDX-License-Identifier: Apache-2.0
// From the policies of one class and direction to its row: tier after tier, rule after rule.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyzers/network/reach.h"

namespace bulwark::analyzers::network {

struct CompiledRule {
  const PolicyRule* rule = nullptr;
  bool any_peer = false;
  bool all_pods = false;                 ///< among its nodes are those of all pods
  std::vector<NodeId> nodes;             ///< sorted; nothing where any_peer
  SetId fixed = ConnectionTable::kNone;  ///< the ports by number
  bool by_name = false;                  ///< there are ports by name too
};

/// The rules of one policy.
struct RuleList {
  std::uint32_t place = 0;             ///< of its tier
  std::uint32_t first = 0, count = 0;  ///< of all compiled rules
  bool isolates = true;
};

struct RowContext {
  const Endpoints& endpoints;
  const std::vector<std::vector<EndpointId>>& classes;
  const std::vector<CompiledRule>& rules;
  const std::vector<PolicyTier>& tiers;
  std::size_t nodes = 0;
  ConnectionTable& table;
};

class RowBuilder {
 public:
  explicit RowBuilder(const RowContext& context);

  /// `policies`: of the class in that direction, in the order of tiers and priorities.
  Row build(std::span<const RuleList> policies, NodeId own, Direction direction);

 private:
  // What became of all connections with one node so far.
  struct State {
    SetId allowed = ConnectionTable::kNone;  // for good
    SetId rest = ConnectionTable::kAll;      // nobody has decided on
    SetId passed = ConnectionTable::kNone;   // of the tier: left to the next one
    SetId listed = ConnectionTable::kNone;   // by the last rules, all of which allow: not yet taken
                                             // from the rest
  };

  void apply(const CompiledRule& rule);
  void apply(const CompiledRule& rule, SetId ports, State& state);
  void settle(State& state);
  State& touch(NodeId node);
  template <class Work>
  void each_state(const Work& work);
  void end_of_tier(bool denies);
  SetId ports_of(const CompiledRule& rule, NodeId to);

  RowContext context_;
  NodeId own_ = 0;
  Direction direction_ = Direction::ingress;
  State others_;
  std::vector<State> states_;         // by node, where touched
  std::vector<std::uint32_t> stamp_;  // the round in which it was
  std::uint32_t round_ = 0;
  bool passes_ = false;  // a rule of this tier does
  std::vector<NodeId> touched_;
};

}  // namespace bulwark::analyzers::network
