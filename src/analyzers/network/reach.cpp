// SPDX-License-Identifier: Apache-2.0
// Classes first, then each rule's nodes, then the rows.
#include "analyzers/network/reach.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "analyzers/network/partition.h"
#include "analyzers/network/row_builder.h"

namespace bulwark::analyzers::network {

SetId Row::with(NodeId node) const {
  const auto at = std::lower_bound(own.begin(), own.end(), node,
                                   [](const Own& one, NodeId key) { return one.node < key; });
  return at != own.end() && at->node == node ? at->set : others;
}

class ReachBuilder {
 public:
  ReachBuilder(const Endpoints& endpoints, const Policies& policies, std::span<const Block> apart,
               Reach& reach)
      : endpoints_(endpoints), policies_(policies), apart_(apart), reach_(reach) {}

  void build() {
    make_outside();
    make_classes();
    compile();
    const RowContext context{endpoints_,      reach_.classes_, rules_,
                             policies_.tiers, reach_.nodes(),  reach_.table_};
    RowBuilder rows(context);
    for (std::size_t i = 0; i < reach_.classes_.size(); ++i) {
      reach_.ingress_.push_back(
          rows.build(ingress_of_[i], static_cast<NodeId>(i), Direction::ingress));
      reach_.egress_.push_back(
          rows.build(egress_of_[i], static_cast<NodeId>(i), Direction::egress));
    }
  }

 private:
  template <class Work>
  void each_rule(const Work& work) const {
    for (const Policy& policy : policies_.all) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        for (const PolicyRule& rule : policy.rules(direction)) work(policy, direction, rule);
      }
    }
  }

  // What one direction's policies tell apart, the other's need not.
  void make_outside() {
    const std::vector<Block> also(apart_.begin(), apart_.end());
    std::array<std::vector<Block>, 2> blocks{also, also};
    each_rule([&](const Policy&, Direction direction, const PolicyRule& rule) {
      auto& own = blocks[direction == Direction::ingress ? 0 : 1];
      for (const Peer& peer : rule.peers)
        own.insert(own.end(), peer.blocks.begin(), peer.blocks.end());
    });
    reach_.sources_ = split(blocks[0]);
    reach_.destinations_ = split(blocks[1]);
  }

  void make_classes() {
    Partition partition(endpoints_.all().size());
    std::set<std::string_view> names;
    std::set<const void*> done;
    const auto split_by = [&](const PodSet& pods) {
      if (done.insert(pods.get()).second) partition.split_by(*pods);
    };
    for (const Policy& policy : policies_.all) split_by(policy.subjects);
    each_rule([&](const Policy&, Direction, const PolicyRule& rule) {
      if (rule.own != nullptr) split_by(rule.own);
      for (const Peer& peer : rule.peers) split_by(peer.pods);
      for (const auto* ports : {&rule.ports, &rule.not_ports}) {
        for (const PortMatch& match : *ports) {
          if (!match.name.empty()) names.insert(match.name);
        }
      }
    });
    split_by_names(names, partition);
    reach_.class_of_ = partition.classes();
    for (EndpointId i = 0; i < reach_.class_of_.size(); ++i) {
      const std::uint32_t own = reach_.class_of_[i];
      if (own == reach_.classes_.size()) reach_.classes_.emplace_back();
      reach_.classes_[own].push_back(i);
    }
  }

  void split_by_names(const std::set<std::string_view>& names, Partition& partition) const {
    std::map<std::vector<NamedPort>, std::vector<EndpointId>> by_ports;
    for (EndpointId i = 0; i < endpoints_.all().size(); ++i) {
      std::vector<NamedPort> used;
      for (const NamedPort& port : endpoints_.all()[i].ports) {
        if (names.contains(port.name)) used.push_back(port);
      }
      if (!used.empty()) by_ports[used].push_back(i);
    }
    for (const auto& [ports, some] : by_ports) partition.split_by(some);
  }

  void compile() {
    ingress_of_.resize(reach_.classes_.size());
    egress_of_.resize(reach_.classes_.size());
    for (const Policy& policy : policies_.all) {
      const std::vector<NodeId>& subjects = classes_of(policy.subjects);
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        if (policy.decides(direction)) compile(policy, direction, subjects);
      }
    }
  }

  // Rules that are about a part of the subjects are lists by themselves.
  void compile(const Policy& policy, Direction direction, const std::vector<NodeId>& subjects) {
    auto& of = direction == Direction::ingress ? ingress_of_ : egress_of_;
    const std::vector<PolicyRule>& rules = policy.rules(direction);
    std::size_t i = 0;
    do {
      RuleList list{policy.place, static_cast<std::uint32_t>(rules_.size()), 0, policy.isolates};
      const PodSet own = i < rules.size() ? rules[i].own : nullptr;
      for (; i < rules.size() && rules[i].own == own; ++i)
        rules_.push_back(compiled(rules[i], direction));
      list.count = static_cast<std::uint32_t>(rules_.size()) - list.first;
      for (const NodeId subject : subjects) {
        RuleList mine = list;
        if (own != nullptr && !std::ranges::binary_search(classes_of(own), subject)) mine.count = 0;
        of[subject].push_back(mine);
      }
    } while (i < rules.size());
  }

  CompiledRule compiled(const PolicyRule& rule, Direction direction) {
    CompiledRule out;
    out.rule = &rule;
    out.any_peer = rule.any_peer;
    std::vector<NodeId>& nodes = out.nodes;
    for (const Peer& peer : rule.peers) {
      const std::vector<NodeId>& some = classes_of(peer.pods);
      nodes.insert(nodes.end(), some.begin(), some.end());
      if (peer.from_outside) nodes.push_back(reach_.unknown_pod());
      add_ranges(peer, direction, nodes);
    }
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    const auto classes = static_cast<NodeId>(reach_.classes_.size());
    const auto end = std::lower_bound(nodes.begin(), nodes.end(), classes);
    out.all_pods = static_cast<std::size_t>(end - nodes.begin()) == reach_.classes_.size();
    for (const auto* ports : {&rule.ports, &rule.not_ports}) {
      for (const PortMatch& match : *ports) out.by_name = out.by_name || !match.name.empty();
    }
    out.fixed = reach_.table_.intern(ports_at(rule, nullptr));
    return out;
  }

  void add_ranges(const Peer& peer, Direction direction, std::vector<NodeId>& nodes) const {
    const auto& ranges = reach_.outside(direction);
    for (std::size_t i = 0; i < ranges.size() && (peer.all_outside || !peer.blocks.empty()); ++i) {
      const bool within = peer.all_outside ||
                          std::any_of(peer.blocks.begin(), peer.blocks.end(),
                                      [&](const Block& one) { return one.contains(ranges[i]); });
      if (within) nodes.push_back(reach_.node_of(direction, i));
    }
    if (peer.all_outside) nodes.push_back(reach_.unnamed_address());
  }

  const std::vector<NodeId>& classes_of(const PodSet& pods) {
    const auto [at, is_new] = known_classes_.try_emplace(pods.get());
    if (!is_new) return at->second;
    std::vector<NodeId>& out = at->second;
    for (const EndpointId one : *pods) out.push_back(reach_.class_of_[one]);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  const Endpoints& endpoints_;
  const Policies& policies_;
  std::span<const Block> apart_;
  Reach& reach_;
  std::unordered_map<const void*, std::vector<NodeId>> known_classes_;  // of pod sets
  std::vector<CompiledRule> rules_;
  std::vector<std::vector<RuleList>> ingress_of_, egress_of_;  // by class, in the order of tiers
};

Reach::Reach(const Endpoints& endpoints, const Policies& policies, std::span<const Block> apart) {
  ReachBuilder(endpoints, policies, apart, *this).build();
}

SetId Reach::between(NodeId from, NodeId to) {
  const std::size_t classes = classes_.size();
  if (from >= classes && to >= classes) return ConnectionTable::kNone;
  const SetId out = from < classes ? egress_[from].with(to) : ConnectionTable::kAll;
  const SetId in = to < classes ? ingress_[to].with(from) : ConnectionTable::kAll;
  return table_.intersect(out, in);
}

SetId Reach::between(std::span<const NodeId> from, std::span<const NodeId> to) {
  SetId out = ConnectionTable::kNone;
  for (const NodeId a : from) {
    for (const NodeId b : to) out = table_.unite(out, between(a, b));
  }
  return out;
}

}  // namespace bulwark::analyzers::network
