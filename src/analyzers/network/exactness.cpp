// SPDX-License-Identifier: Apache-2.0
// Generated policies are read and judged as any others.
#include <algorithm>

#include "analyzers/network/generate.h"
#include "analyzers/network/listing.h"
#include "analyzers/network/reach.h"
#include "base/check.h"
#include "formats/builder.h"
#include "formats/json.h"

namespace bulwark::analyzers::network {
namespace {

// No inventory has so many pools: values of two pools of one number would be taken for one's.
constexpr std::uint16_t kPool = 0xFFFF;

// One end as policies see it.
struct Party {
  WantedEnd end;
  std::string title;
  std::vector<NodeId> nodes;
  bool isolated = false;
  bool dns = false;  ///< answers for the cluster
};

class Comparison {
 public:
  Comparison(const WantedConnections& wanted, const Policies& policies)
      : wanted_(wanted), reach_(wanted.endpoints(), policies, apart(wanted)) {
    const std::vector<WorkloadId> dns = dns_workloads();
    for (WorkloadId i = 0; i < wanted.workloads().size(); ++i) {
      const Workload& one = wanted.workloads()[i];
      Party& party = workloads_.emplace_back();
      party.end = WantedEnd::of(i);
      party.title = one.title;
      party.isolated = one.isolated;
      party.dns = std::ranges::binary_search(dns, i);
      for (const EndpointId endpoint : one.endpoints)
        party.nodes.push_back(reach_.node_of(endpoint));
      std::sort(party.nodes.begin(), party.nodes.end());
      party.nodes.erase(std::unique(party.nodes.begin(), party.nodes.end()), party.nodes.end());
    }
    for (const auto& [ends, one] : wanted.all()) {
      if (ends.first.kind == WantedEnd::Kind::addresses)
        outside_[{Direction::ingress, ends.second}].push_back({ends.first.addresses, &one.ports});
      if (ends.second.kind == WantedEnd::Kind::addresses)
        outside_[{Direction::egress, ends.first}].push_back({ends.second.addresses, &one.ports});
    }
  }

  std::vector<Inexact> run() {
    std::vector<bool> wanted(workloads_.size());
    for (const Party& from : workloads_) {
      mark_wanted(from, wanted);
      for (const Party& to : workloads_) {
        const bool judged = &from != &to && (from.isolated || to.isolated);
        if (judged && !is_shut(from, to, wanted)) compare(from, to);
      }
      if (!from.isolated) continue;
      for (const Party& outside : outside_of(Direction::egress)) compare(from, outside);
      for (const Party& outside : outside_of(Direction::ingress)) compare(outside, from);
    }
    return std::move(out_);
  }

 private:
  static std::vector<Block> apart(const WantedConnections& wanted) {
    std::vector<Block> out;
    for (const auto& [ends, one] : wanted.all()) {
      for (const WantedEnd& end : {ends.first, ends.second}) {
        if (end.kind == WantedEnd::Kind::addresses) out.push_back({end.addresses, {}});
      }
    }
    return out;
  }

  std::vector<WorkloadId> dns_workloads() const {
    std::vector<WorkloadId> out;
    const auto space = wanted_.endpoints().namespaces().find("kube-system");
    if (space == wanted_.endpoints().namespaces().end()) return out;
    for (const EndpointId one : space->second.members) {
      const Endpoint& endpoint = wanted_.endpoints().all()[one];
      if (endpoint.labels != nullptr && endpoint.labels->text("k8s-app") == "kube-dns")
        out.push_back(wanted_.workload_of(one));
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  std::vector<Party> outside_of(Direction direction) const {
    std::vector<Party> out;
    const auto& ranges = reach_.outside(direction);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      Party& party = out.emplace_back();
      party.end = WantedEnd::of(ranges[i]);
      party.title = wanted_.title_of(party.end);
      party.nodes.push_back(reach_.node_of(direction, i));
    }
    return out;
  }

  // Of all workloads those that `from` wants something with.
  void mark_wanted(const Party& from, std::vector<bool>& out) const {
    std::fill(out.begin(), out.end(), false);
    for (auto at = wanted_.all().lower_bound({from.end, WantedEnd::of(0)});
         at != wanted_.all().end() && at->first.first == from.end; ++at) {
      const WantedEnd& to = at->first.second;
      if (to.kind == WantedEnd::Kind::workload) out[to.workload] = true;
    }
  }

  // As nearly all of them are: nothing is wanted, and nothing allowed.
  bool is_shut(const Party& from, const Party& to, const std::vector<bool>& wanted) {
    if (!from.isolated || !to.isolated || wanted[to.end.workload]) return false;
    return std::ranges::all_of(from.nodes, [&](NodeId a) {
      return std::ranges::all_of(
          to.nodes, [&](NodeId b) { return reach_.between(a, b) == ConnectionTable::kNone; });
    });
  }

  void add(const WantedEnd& from, const WantedEnd& to, Connections& out) const {
    const auto found = wanted_.all().find({from, to});
    if (found != wanted_.all().end()) out.unite(found->second.ports);
  }

  // What one of two ends wants with the other: everything, where nothing isolates it.
  Connections wish(const Party& own, const Party& other, Direction direction) const {
    if (!own.isolated) return Connections::all();
    Connections out;
    const bool ingress = direction == Direction::ingress;
    if (other.end.kind == WantedEnd::Kind::addresses) {
      const auto found = outside_.find({direction, own.end});
      if (found == outside_.end()) return out;
      for (const auto& [addresses, ports] : found->second) {
        if (addresses.contains(other.end.addresses)) out.unite(*ports);
      }
      return out;
    }
    add(ingress ? other.end : own.end, ingress ? own.end : other.end, out);
    if (ingress) add(WantedEnd::anybody(), own.end, out);
    if (!ingress && other.dns) add(own.end, WantedEnd::cluster_dns(), out);
    return out;
  }

  void compare(const Party& from, const Party& to) {
    Connections wanted = wish(from, to, Direction::egress);
    wanted.intersect(wish(to, from, Direction::ingress));
    Inexact one{from.title, to.title, {}, {}};
    for (const NodeId a : from.nodes) {
      for (const NodeId b : to.nodes) {
        Connections surplus = reach_.set(reach_.between(a, b));
        if (surplus == wanted) continue;
        Connections missing = wanted;
        missing.subtract(surplus);
        surplus.subtract(wanted);
        one.surplus.unite(surplus);
        one.missing.unite(missing);
      }
    }
    if (!one.surplus.is_empty() || !one.missing.is_empty()) out_.push_back(std::move(one));
  }

  const WantedConnections& wanted_;
  Reach reach_;
  std::vector<Party> workloads_;
  // What a workload wants with addresses.
  std::map<std::pair<Direction, WantedEnd>,
           std::vector<std::pair<AddressRange, const Connections*>>>
      outside_;
  std::vector<Inexact> out_;
};

}  // namespace

std::unique_ptr<const ReadBack> read_back(const Generated& generated, const Endpoints& endpoints) {
  auto out = std::make_unique<ReadBack>();
  out->inventory.segments.push_back({std::make_unique<formats::Pool>(kPool, 0), {}});
  model::Segment& segment = out->inventory.segments.front();
  formats::Builder builder(*segment.pool);
  formats::JsonReader reader;
  for (const GeneratedPolicy& policy : generated.policies) {
    std::string text = policy.json;
    text.append(formats::kJsonPadding, ' ');
    const auto document = reader.read(std::string_view(text).substr(0, policy.json.size()), builder,
                                      {});
    CHECK(document, "a generated policy is JSON");
    segment.resources.push_back({.root = document->root});
  }
  out->policies = read_policies(out->inventory, "", endpoints);
  return out;
}

std::vector<Inexact> inexact(const WantedConnections& wanted, const Policies& policies) {
  return Comparison(wanted, policies).run();
}

}  // namespace bulwark::analyzers::network
