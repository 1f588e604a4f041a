// SPDX-License-Identifier: Apache-2.0
// Most nodes share one state; those that a rule names get one of their own.
#include "analyzers/network/row_builder.h"

#include <algorithm>

namespace bulwark::analyzers::network {

RowBuilder::RowBuilder(const RowContext& context)
    : context_(context), states_(context.nodes), stamp_(context.nodes, 0) {}

Row RowBuilder::build(std::span<const RuleList> policies, NodeId own, Direction direction) {
  own_ = own;
  direction_ = direction;
  others_ = {};
  touched_.clear();
  ++round_;
  for (std::size_t i = 0; i < policies.size();) {
    const std::uint32_t place = policies[i].place;
    bool isolated = false;
    passes_ = false;
    for (; i < policies.size() && policies[i].place == place; ++i) {
      isolated = isolated || policies[i].isolates;
      for (std::uint32_t j = 0; j < policies[i].count; ++j)
        apply(context_.rules[policies[i].first + j]);
    }
    const bool denies = isolated && context_.tiers[place].ends_in_deny;
    end_of_tier(denies);
    if (denies && !passes_) break;  // nothing is left to the next
  }
  ConnectionTable& table = context_.table;
  Row row;
  row.others = table.unite(others_.allowed, others_.rest);
  std::sort(touched_.begin(), touched_.end());
  for (const NodeId node : touched_) {
    const SetId set = table.unite(states_[node].allowed, states_[node].rest);
    if (set != row.others) row.own.push_back({node, set});
  }
  return row;
}

template <class Work>
void RowBuilder::each_state(const Work& work) {
  work(others_);
  for (const NodeId node : touched_) work(states_[node]);
}

// What was passed is nobody's decision yet.
void RowBuilder::end_of_tier(bool denies) {
  ConnectionTable& table = context_.table;
  each_state([&](State& state) {
    if (denies) {
      state.allowed = table.unite(state.allowed, table.intersect(state.rest, state.listed));
      state.rest = state.listed = ConnectionTable::kNone;
    } else {
      settle(state);
    }
    state.rest = table.unite(state.rest, state.passed);
    state.passed = ConnectionTable::kNone;
  });
}

// Of rules that allow, the order does not matter.
void RowBuilder::settle(State& state) {
  if (state.listed == ConnectionTable::kNone) return;
  ConnectionTable& table = context_.table;
  const SetId decided = table.intersect(state.rest, state.listed);
  state.allowed = table.unite(state.allowed, decided);
  state.rest = table.subtract(state.rest, decided);
  state.listed = ConnectionTable::kNone;
}

RowBuilder::State& RowBuilder::touch(NodeId node) {
  if (stamp_[node] != round_) {
    stamp_[node] = round_;
    states_[node] = others_;
    touched_.push_back(node);
  }
  return states_[node];
}

void RowBuilder::apply(const CompiledRule& rule) {
  passes_ = passes_ || rule.rule->action == Action::pass;
  const bool by_receiver = rule.by_name && direction_ == Direction::egress;
  const SetId ports = by_receiver ? rule.fixed : ports_of(rule, own_);
  const auto one = [&](NodeId node) {
    apply(rule, by_receiver ? ports_of(rule, node) : ports, states_[node]);
  };
  if (!rule.any_peer && !rule.all_pods) {
    for (const NodeId node : rule.nodes) {
      touch(node);
      one(node);
    }
    return;
  }
  const auto classes = static_cast<NodeId>(context_.classes.size());
  // What is no pod is not among all pods, and keeps what it has.
  if (!rule.any_peer) {
    for (NodeId node = classes; node < context_.nodes; ++node) touch(node);
  }
  // A name may mean another port at each receiver.
  if (by_receiver) {
    for (NodeId node = 0; node < classes; ++node) touch(node);
  }
  apply(rule, ports, others_);
  for (const NodeId node : touched_) {
    if (rule.any_peer || node < classes || std::ranges::binary_search(rule.nodes, node)) one(node);
  }
}

void RowBuilder::apply(const CompiledRule& rule, SetId ports, State& state) {
  ConnectionTable& table = context_.table;
  if (rule.rule->action == Action::allow) {
    state.listed = table.unite(state.listed, ports);
    return;
  }
  settle(state);
  const SetId decided = table.intersect(state.rest, ports);
  state.rest = table.subtract(state.rest, decided);
  if (rule.rule->action == Action::pass) state.passed = table.unite(state.passed, decided);
}

SetId RowBuilder::ports_of(const CompiledRule& rule, NodeId to) {
  if (!rule.by_name || to >= context_.classes.size()) return rule.fixed;
  const Endpoint& receiver = context_.endpoints.all()[context_.classes[to].front()];
  return context_.table.intern(ports_at(*rule.rule, &receiver));
}

}  // namespace bulwark::analyzers::network
