// SPDX-License-Identifier: Apache-2.0
// One pass over all pairs of groups: bits of who has anything with whom, and the ports from other
// namespaces. Counts are made by group and namespace.
#include "analyzers/network/exposure.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "analyzers/network/group_graph.h"
#include "analyzers/network/outside.h"

namespace bulwark::analyzers::network {
namespace {

// Workloads of some groups, by namespace.
class Tally {
 public:
  Tally(const Workloads& workloads, const BitRows& rows, std::size_t row)
      : by_space_(workloads.spaces.size(), 0) {
    rows.each(row, [&](std::size_t group) {
      for (const GroupShare& share : workloads.groups[group].shares) {
        if (by_space_[share.space] == 0) ++all_.namespaces;
        by_space_[share.space] += share.count;
        all_.workloads += share.count;
      }
    });
  }

  /// `one` is among them where `within`.
  Count without(const WorkloadOf& one, bool within) const {
    if (!within) return all_;
    return {all_.workloads - 1, all_.namespaces - (by_space_[one.space] == 1 ? 1U : 0U)};
  }
  Count not_of(SpaceId space) const {
    return {all_.workloads - by_space_[space], all_.namespaces - (by_space_[space] > 0 ? 1U : 0U)};
  }

 private:
  Count all_;
  std::vector<std::uint32_t> by_space_;
};

class Exposer {
 public:
  Exposer(const Endpoints& endpoints, const Policies& policies, const std::vector<Lead>& leads,
          Reach& reach)
      : reach_(reach),
        workloads_(endpoints, reach),
        to_(workloads_.groups.size(), workloads_.groups.size()),
        from_(workloads_.groups.size(), workloads_.groups.size()),
        out_(workloads_.all.size()) {
    connect();
    tell_outside();
    count();
    const std::vector<Isolation> isolation = isolation_of(workloads_, endpoints, policies);
    for (std::size_t i = 0; i < out_.size(); ++i) out_[i].isolated = isolation[i];
    for (LedTo& led : led_to(workloads_, leads, reach))
      out_[led.workload].doors.push_back(std::move(led.door));
    tell_steps();
  }

  std::vector<Exposure> sorted() && {
    for (std::size_t i = 0; i < out_.size(); ++i) {
      out_[i].title = workloads_.all[i].end.title;
      out_[i].name_space = workloads_.spaces[workloads_.all[i].space];
    }
    const auto rank = [](const Exposure& one) {
      return std::tuple(one.doors.empty(), ~one.all.workloads, ~one.direct.workloads,
                        one.open_to.is_empty(), ~one.others.workloads);
    };
    std::stable_sort(out_.begin(), out_.end(),
                     [&](const Exposure& a, const Exposure& b) { return rank(a) < rank(b); });
    return std::move(out_);
  }

 private:
  std::size_t groups() const { return workloads_.groups.size(); }

  void connect() {
    // By group and namespace: what comes from others.
    std::vector<std::vector<SetId>> ports(groups());
    for (std::size_t i = 0; i < groups(); ++i)
      ports[i].resize(workloads_.groups[i].shares.size(), ConnectionTable::kNone);
    for (std::size_t a = 0; a < groups(); ++a) {
      const WorkloadGroup& from = workloads_.groups[a];
      for (std::size_t b = 0; b < groups(); ++b) {
        const WorkloadGroup& to = workloads_.groups[b];
        const SetId set = reach_.between(from.nodes, to.nodes);
        if (set == ConnectionTable::kNone) continue;
        to_.set(a, b);
        from_.set(b, a);
        for (std::size_t i = 0; i < to.shares.size(); ++i) {
          if (from.shares.size() > 1 || from.shares[0].space != to.shares[i].space)
            ports[b][i] = reach_.unite(ports[b][i], set);
        }
      }
    }
    for (std::size_t i = 0; i < workloads_.all.size(); ++i) {
      const WorkloadOf& one = workloads_.all[i];
      const auto& shares = workloads_.groups[one.group].shares;
      const auto share = std::find_if(shares.begin(), shares.end(), [&](const GroupShare& some) {
        return some.space == one.space;
      });
      out_[i].others_ports = reach_.set(
          ports[one.group][static_cast<std::size_t>(share - shares.begin())]);
    }
  }

  void tell_outside() {
    const auto senders = internet(reach_, Direction::ingress);
    const auto senders_v4 = internet_v4(reach_, Direction::ingress);
    const auto receivers = internet(reach_, Direction::egress);
    const auto metadata = cloud_metadata(reach_);
    for (const WorkloadGroup& group : workloads_.groups) {
      Exposure one;
      one.open_to = reach_.set(reach_.between(senders, group.nodes));
      one.everywhere = std::all_of(senders_v4.begin(), senders_v4.end(), [&](NodeId sender) {
        return reach_.between({&sender, 1}, group.nodes) != ConnectionTable::kNone;
      });
      one.internet = reach_.set(reach_.between(group.nodes, receivers));
      one.metadata = reach_.set(reach_.between(group.nodes, metadata)).contains(Protocol::tcp, 80);
      for (const std::uint32_t member : group.members) {
        out_[member].open_to = one.open_to;
        out_[member].everywhere = one.everywhere;
        out_[member].internet = one.internet;
        out_[member].metadata = one.metadata;
      }
    }
  }

  void count() {
    for (std::size_t i = 0; i < groups(); ++i) {
      const Tally receivers(workloads_, to_, i);
      const Tally senders(workloads_, from_, i);
      for (const std::uint32_t member : workloads_.groups[i].members) {
        const WorkloadOf& one = workloads_.all[member];
        out_[member].direct = receivers.without(one, to_.has(i, i));
        out_[member].others = senders.not_of(one.space);
      }
    }
    const Closure closure(to_, groups());
    std::vector<std::vector<GroupId>> of_component(closure.components);
    for (GroupId i = 0; i < groups(); ++i) of_component[closure.component[i]].push_back(i);
    for (std::size_t i = 0; i < of_component.size(); ++i) {
      const Tally reached(workloads_, closure.reached, i);
      for (const GroupId group : of_component[i]) {
        for (const std::uint32_t member : workloads_.groups[group].members)
          out_[member].all = reached.without(workloads_.all[member], closure.reached.has(i, group));
      }
    }
  }

  // Breadth first, from what has doors. A group whose members are not among those is reached as
  // one.
  void tell_steps() {
    std::vector<GroupId> front;
    std::vector<char> entered(groups(), 0), left(groups(), 0);
    const auto leave = [&](GroupId group, std::vector<GroupId>& out) {
      if (left[group] == 0) out.push_back(group);
      left[group] = 1;
    };
    for (std::size_t i = 0; i < out_.size(); ++i) {
      if (out_[i].doors.empty()) continue;
      out_[i].steps = 1;
      leave(workloads_.all[i].group, front);
    }
    for (std::uint32_t steps = 2; !front.empty(); ++steps) {
      std::vector<GroupId> next;
      for (const GroupId from : front) {
        to_.each(from, [&](std::size_t to) {
          if (entered[to] != 0) return;
          entered[to] = 1;
          for (const std::uint32_t member : workloads_.groups[to].members) {
            if (!out_[member].steps) out_[member].steps = steps;
          }
          leave(static_cast<GroupId>(to), next);
        });
      }
      front = std::move(next);
    }
  }

  Reach& reach_;
  Workloads workloads_;
  BitRows to_, from_;
  std::vector<Exposure> out_;  // by workload
};

// Who opens the connections that an object leads, as policies see it.
std::vector<NodeId> senders_of(LedBy led_by, const Reach& reach) {
  switch (led_by) {
    case LedBy::controller: return {reach.unknown_pod()};
    case LedBy::sender: return internet(reach, Direction::ingress);
    // A node's address is not known: it may be any.
    case LedBy::node: return all_outside(reach, Direction::ingress);
  }
  return {};
}

}  // namespace

std::vector<Isolation> isolation_of(const Workloads& workloads, const Endpoints& endpoints,
                                    const Policies& policies) {
  std::vector<Isolation> of(endpoints.all().size());
  for (const Policy& policy : policies.all) {
    if (!policies.isolates(policy)) continue;
    for (const EndpointId subject : *policy.subjects) {
      of[subject].ingress = of[subject].ingress || policy.ingress;
      of[subject].egress = of[subject].egress || policy.egress;
    }
  }
  std::vector<Isolation> out;
  for (const WorkloadOf& one : workloads.all) {
    Isolation all{true, true};
    for (const EndpointId id : one.end.endpoints) {
      all.ingress = all.ingress && of[id].ingress;
      all.egress = all.egress && of[id].egress;
    }
    out.push_back(all);
  }
  return out;
}

std::vector<LedTo> led_to(const Workloads& workloads, const std::vector<Lead>& leads,
                          Reach& reach) {
  std::vector<std::uint32_t> workload_of;
  for (std::uint32_t i = 0; i < workloads.all.size(); ++i) {
    for (const EndpointId endpoint : workloads.all[i].end.endpoints) {
      workload_of.resize(std::max<std::size_t>(workload_of.size(), endpoint + std::size_t{1}));
      workload_of[endpoint] = i;
    }
  }
  std::map<LedBy, std::vector<NodeId>> senders;
  for (const LedBy by : {LedBy::controller, LedBy::sender, LedBy::node})
    senders[by] = senders_of(by, reach);
  std::vector<LedTo> out;
  std::map<std::pair<std::uint32_t, const model::Resource*>, std::size_t> known;
  for (const Lead& lead : leads) {
    const NodeId to = reach.node_of(lead.endpoint);
    Connections ports = lead.ports;
    ports.intersect(reach.set(reach.between(senders[lead.led_by], {&to, 1})));
    if (ports.is_empty()) continue;
    const std::uint32_t workload = workload_of[lead.endpoint];
    const auto [at, is_new] = known.try_emplace({workload, lead.resource}, out.size());
    if (is_new) {
      out.push_back({workload, {lead.resource, lead.by, std::move(ports), lead.led_by}});
    } else {
      out[at->second].door.ports.unite(ports);
    }
  }
  return out;
}

std::vector<Exposure> exposures(const Endpoints& endpoints, const Policies& policies,
                                const std::vector<Lead>& leads, Reach& reach) {
  return Exposer(endpoints, policies, leads, reach).sorted();
}

}  // namespace bulwark::analyzers::network
