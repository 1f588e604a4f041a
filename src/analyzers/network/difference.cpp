// SPDX-License-Identifier: Apache-2.0
// Sets of both pictures get numbers of one table, so that a comparison is one of numbers.
#include "analyzers/network/difference.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "analyzers/network/listing.h"
#include "analyzers/network/reach.h"

namespace bulwark::analyzers::network {
namespace {

constexpr SetId kNotAsked = 0xFFFFFFFF;

std::vector<Block> blocks_of(const Side& before, const Side& after) {
  std::vector<Block> out;
  for (const Side* side : {&before, &after}) {
    for (const Policy& policy : side->policies.all) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        for (const PolicyRule& rule : policy.rules(direction)) {
          for (const Peer& peer : rule.peers)
            out.insert(out.end(), peer.blocks.begin(), peer.blocks.end());
        }
      }
    }
  }
  return out;
}

// Sets of one picture by the numbers of a table for both.
class Half {
 public:
  Half(const Side& side, std::span<const Block> apart, ConnectionTable& table)
      : reach_(side.endpoints, side.policies, apart), table_(table) {}

  const Reach& reach() const { return reach_; }

  // What any of the ones has with any of the others.
  SetId between(std::span<const NodeId> from, std::span<const NodeId> to) {
    SetId out = ConnectionTable::kNone;
    for (const NodeId a : from) {
      for (const NodeId b : to) out = table_.unite(out, translated(reach_.between(a, b)));
    }
    return out;
  }

  SetId by_controller(const Entry& entry) {
    const SetId allowed = translated(
        reach_.between(reach_.unknown_pod(), reach_.node_of(entry.endpoint)));
    return table_.intersect(allowed, table_.intern(entry.ports));
  }

 private:
  SetId translated(SetId own) {
    if (own >= known_.size()) known_.resize(std::size_t{own} + 1, kNotAsked);
    if (known_[own] == kNotAsked) known_[own] = table_.intern(reach_.set(own));
    return known_[own];
  }

  Reach reach_;
  ConnectionTable& table_;
  std::vector<SetId> known_;
};

struct Pair {
  SetId before = ConnectionTable::kNone, after = ConnectionTable::kNone;
  bool operator==(const Pair&) const = default;
  bool changed() const { return before != after; }
};

// Of workloads: none in a picture that has none of them.
using Nodes = std::array<std::vector<NodeId>, 2>;

struct Group {
  Nodes nodes;
  std::vector<std::size_t> workloads;  // sorted, as their titles are
};

template <class To>
struct Changed {
  To to;
  Pair sets;
};

class Comparison {
 public:
  Comparison(const Side& before, const Side& after, const TakeChange& take)
      : sides_{before, after}, take_(take) {
    const std::vector<Block> apart = blocks_of(before, after);
    for (std::size_t i = 0; i < 2; ++i)
      halves_[i] = std::make_unique<Half>(sides_[i], apart, table_);
    make_groups();
  }

  WorkloadChanges run() {
    if (from_workloads() && from_addresses()) from_controller();
    return std::move(workloads_);
  }

 private:
  void make_groups() {
    std::map<std::string, Nodes> by_title;
    for (std::size_t i = 0; i < 2; ++i) {
      for (End& end : workload_ends(sides_[i].endpoints, halves_[i]->reach()))
        by_title[end.title][i] = std::move(end.nodes);
    }
    std::map<Nodes, std::size_t> known;
    for (auto& [title, nodes] : by_title) {
      if (nodes[0].empty()) workloads_.added.push_back(title);
      if (nodes[1].empty()) workloads_.removed.push_back(title);
      const auto [at, is_new] = known.try_emplace(nodes, groups_.size());
      if (is_new) groups_.push_back({nodes, {}});
      groups_[at->second].workloads.push_back(titles_.size());
      group_of_.push_back(at->second);
      titles_.push_back(title);
    }
  }

  // The ranges of both are the same, in both directions.
  const std::vector<AddressRange>& ranges() const {
    return halves_[0]->reach().outside(Direction::ingress);
  }

  Pair between(const Nodes& from, const Nodes& to) {
    return {halves_[0]->between(from[0], to[0]), halves_[1]->between(from[1], to[1])};
  }

  Nodes nodes_of_range(Direction direction, std::size_t range) const {
    Nodes out;
    for (std::size_t i = 0; i < 2; ++i)
      out[i].push_back(halves_[i]->reach().node_of(direction, range));
    return out;
  }

  // What `group` has with addresses that changed, neighbours together.
  std::vector<Changed<AddressRange>> with_addresses(const Group& group, Direction direction) {
    std::vector<Changed<AddressRange>> out;
    Pair last;
    for (std::size_t i = 0; i < ranges().size(); ++i) {
      const Nodes outside = nodes_of_range(direction, i);
      const Pair sets = direction == Direction::ingress ? between(outside, group.nodes)
                                                        : between(group.nodes, outside);
      const bool goes_on = i > 0 && last == sets &&
                           ranges()[i].first[0] == ranges()[i - 1].first[0];
      last = sets;
      if (!sets.changed()) continue;
      if (goes_on) {
        out.back().to.last = ranges()[i].last;
      } else {
        out.push_back({ranges()[i], sets});
      }
    }
    return out;
  }

  struct Row {
    std::vector<Changed<std::size_t>> groups;
    std::vector<Changed<AddressRange>> addresses;
  };

  const Row& row_of(std::size_t group) {
    std::optional<Row>& row = rows_[group];
    if (row) return *row;
    row.emplace();
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      const Pair sets = between(groups_[group].nodes, groups_[i].nodes);
      if (sets.changed()) row->groups.push_back({i, sets});
    }
    row->addresses = with_addresses(groups_[group], Direction::egress);
    return *row;
  }

  bool tell(const std::string& from, const std::string& to, const Pair& sets) {
    return take_({from, to, table_.at(sets.before), table_.at(sets.after)});
  }

  bool from_workloads() {
    rows_.resize(groups_.size());
    std::vector<Changed<std::size_t>> found;
    for (std::size_t from = 0; from < titles_.size(); ++from) {
      const Row& row = row_of(group_of_[from]);
      found.clear();
      for (const Changed<std::size_t>& one : row.groups) {
        for (const std::size_t to : groups_[one.to].workloads) {
          if (to != from) found.push_back({to, one.sets});
        }
      }
      std::sort(found.begin(), found.end(),
                [](const auto& a, const auto& b) { return a.to < b.to; });
      for (const Changed<std::size_t>& one : found) {
        if (!tell(titles_[from], titles_[one.to], one.sets)) return false;
      }
      for (const Changed<AddressRange>& one : row.addresses) {
        if (!tell(titles_[from], title_of(one.to), one.sets)) return false;
      }
    }
    return true;
  }

  bool from_addresses() {
    std::vector<std::pair<AddressRange, Changed<std::size_t>>> found;
    for (const Group& group : groups_) {
      for (const Changed<AddressRange>& one : with_addresses(group, Direction::ingress)) {
        for (const std::size_t to : group.workloads) found.push_back({one.to, {to, one.sets}});
      }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first, a.second.to) < std::pair(b.first, b.second.to);
    });
    return std::all_of(found.begin(), found.end(), [&](const auto& one) {
      return tell(title_of(one.first), titles_[one.second.to], one.second.sets);
    });
  }

  bool from_controller() {
    std::map<std::string, Pair> by_title;
    for (std::size_t i = 0; i < 2; ++i) {
      for (const Entry& entry : sides_[i].entries) {
        Pair& sets = by_title[sides_[i].endpoints.all()[entry.endpoint].title()];
        SetId& own = i == 0 ? sets.before : sets.after;
        own = table_.unite(own, halves_[i]->by_controller(entry));
      }
    }
    return std::all_of(by_title.begin(), by_title.end(), [&](const auto& one) {
      return !one.second.changed() || tell(std::string(kIngressController), one.first, one.second);
    });
  }

  static std::string title_of(const AddressRange& range) {
    return range.text() + std::string(kExternal);
  }

  std::array<Side, 2> sides_;
  const TakeChange& take_;
  ConnectionTable table_;
  std::array<std::unique_ptr<Half>, 2> halves_;
  WorkloadChanges workloads_;
  std::vector<std::string> titles_;    // of the workloads of both
  std::vector<std::size_t> group_of_;  // of them
  std::vector<Group> groups_;
  std::vector<std::optional<Row>> rows_;  // of groups
};

}  // namespace

bool Change::opened() const {
  Connections more = after;
  more.subtract(before);
  return !more.is_empty();
}

WorkloadChanges find_differences(const Side& before, const Side& after, const TakeChange& take) {
  return Comparison(before, after, take).run();
}

std::string line_of(const Change& change) {
  const std::string ends = change.from + " => " + change.to + " : ";
  if (change.before.is_empty()) return "+ " + ends + change.after.text();
  if (change.after.is_empty()) return "- " + ends + change.before.text();
  return "~ " + ends + change.before.text() + " -> " + change.after.text();
}

}  // namespace bulwark::analyzers::network
