// SPDX-License-Identifier: Apache-2.0
// Groups are in the order of namespaces, which is what makes runs long.
#include "analyzers/network/map.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analyzers/network/outside.h"

namespace bulwark::analyzers::network {
namespace {

// What a filter lets an end be.
constexpr unsigned kFrom = 1, kTo = 2;

unsigned mark_of(const ListFilter& filter, const End& end) {
  return (!filter.from || filter.from(end) ? kFrom : 0U) |
         (!filter.to || filter.to(end) ? kTo : 0U);
}

// A group of workloads, or a range of addresses.
struct Place {
  std::vector<NodeId> nodes;
  bool wanted = true;
};

class MapMaker {
 public:
  MapMaker(const Endpoints& endpoints, Reach& reach, const MapOptions& options, NetworkMap& map)
      : reach_(reach), options_(options), map_(map), port_(reach.intern(options.port)) {
    map_.sets.emplace_back();
    numbers_[ConnectionTable::kNone] = 0;
    for (const WorkloadGroup& group : map_.workloads.groups) {
      const unsigned mark = mark_of(options.filter, map_.workloads.all[group.members[0]].end);
      from_.push_back({group.nodes, (mark & kFrom) != 0});
      to_.push_back({group.nodes, (mark & kTo) != 0});
    }
    has_something_.resize(from_.size(), false);
    add_ranges(endpoints, Direction::ingress, from_, map_.sources);
    add_ranges(endpoints, Direction::egress, to_, map_.destinations);
    for (std::size_t i = 0; i < from_.size(); ++i) add_row(i);
  }

  void add_doors(const std::vector<Lead>& leads) {
    const ListFilter& filter = options_.filter;
    const bool controller = !filter.from || filter.from(controller_end(reach_));
    for (LedTo& one : led_to(map_.workloads, leads, reach_)) {
      const WorkloadOf& workload = map_.workloads.all[one.workload];
      const bool from = one.door.led_by == LedBy::controller ? controller : !filter.from;
      Connections wanted = one.door.ports;
      wanted.intersect(options_.port);
      if (!from || !to_[workload.group].wanted || wanted.is_empty()) continue;
      has_something_[workload.group] = true;
      map_.doors.push_back(std::move(one));
    }
  }

  // Groups that a filter leaves nothing stay as numbers, without workloads.
  void leave_out() {
    const bool all = !options_.filter.from && !options_.filter.to && options_.port.is_all();
    for (const WorkloadOf& one : map_.workloads.all)
      map_.shown.push_back(all || has_something_[one.group]);
  }

 private:
  void add_ranges(const Endpoints& endpoints, Direction direction, std::vector<Place>& places,
                  std::vector<MapRange>& out) const {
    const unsigned wanted = direction == Direction::ingress ? kFrom : kTo;
    const std::vector<NodeId> of_internet = internet(reach_, direction);
    for (End& end : ends_of(endpoints, reach_, direction)) {
      if (!end.endpoints.empty() || (mark_of(options_.filter, end) & wanted) == 0) continue;
      places.push_back({end.nodes, true});
      const bool is_public = std::ranges::find(of_internet, end.nodes[0]) != of_internet.end();
      out.push_back({std::move(end), is_public});
    }
  }

  SetId between(const Place& from, const Place& to) {
    if (!from.wanted || !to.wanted) return ConnectionTable::kNone;
    const SetId set = reach_.between(from.nodes, to.nodes);
    return reach_.intersect(set, port_) == ConnectionTable::kNone ? ConnectionTable::kNone : set;
  }

  void add_row(std::size_t from) {
    std::vector<std::uint32_t> row;
    const auto use = [&](std::size_t place) {
      if (place < has_something_.size()) has_something_[place] = true;
    };
    for (std::size_t to = 0; to < to_.size(); ++to) {
      const std::uint32_t set = number_of(between(from_[from], to_[to]));
      if (set != 0) {
        use(from);
        use(to);
      }
      if (!row.empty() && row[row.size() - 2] == set) {
        ++row.back();
      } else {
        row.push_back(set);
        row.push_back(1);
      }
    }
    const auto [at, is_new] = known_rows_.try_emplace(std::move(row),
                                                      static_cast<std::uint32_t>(map_.rows.size()));
    if (is_new) map_.rows.push_back(at->first);
    map_.row_of.push_back(at->second);
  }

  std::uint32_t number_of(SetId set) {
    const auto [at, is_new] = numbers_.try_emplace(set,
                                                   static_cast<std::uint32_t>(map_.sets.size()));
    if (is_new) map_.sets.push_back(reach_.set(set));
    return at->second;
  }

  Reach& reach_;
  const MapOptions& options_;
  NetworkMap& map_;
  SetId port_;
  std::vector<Place> from_, to_;     // groups, then ranges
  std::vector<bool> has_something_;  // groups
  std::map<SetId, std::uint32_t> numbers_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> known_rows_;
};

}  // namespace

NetworkMap network_map(const Endpoints& endpoints, const Policies& policies,
                       const std::vector<Lead>& leads, Reach& reach, const MapOptions& options) {
  NetworkMap out{
      Workloads(endpoints, reach, [&](const End& end) { return mark_of(options.filter, end); })};
  out.isolation = isolation_of(out.workloads, endpoints, policies);
  MapMaker maker(endpoints, reach, options, out);
  maker.add_doors(leads);
  maker.leave_out();
  return out;
}

}  // namespace bulwark::analyzers::network
