// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/observed.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

bool is_dns(const FlowEnd& end) {
  const auto label = end.labels.find("k8s-app");
  return end.name_space == "kube-system" && label != end.labels.end() &&
         label->second == "kube-dns";
}

}  // namespace

void ObservedFlows::take(const FlowLine& line) {
  if (const auto* lost = std::get_if<LostFlows>(&line)) counts_.lost += lost->count;
  if (std::holds_alternative<NoFlow>(line)) ++counts_.other;
  if (const auto* flow = std::get_if<Flow>(&line)) take(*flow);
}

void ObservedFlows::take(const Flow& flow) {
  if (flow.verdict == Flow::Verdict::refused) {
    ++counts_.refused;
  } else if (flow.verdict == Flow::Verdict::none || flow.port == 0) {
    ++counts_.other;
  } else if (flow.reply == Flow::Reply::yes) {
    ++counts_.replies;
  } else if (flow.from.node) {
    ++counts_.from_node;
  } else if (flow.reply == Flow::Reply::unknown) {
    ++counts_.undecided;
    const EndId a = id_of(flow.from);
    const EndId b = id_of(flow.to);
    undecided_.insert({std::min(a, b), std::max(a, b), flow.protocol});
  } else {
    ++counts_.taken;
    ++flows_[{id_of(flow.from), id_of(flow.to), flow.protocol, flow.port}];
  }
}

ObservedFlows::EndId ObservedFlows::id_of(const FlowEnd& end) {
  FlowEnd key = end;
  key.node = false;
  if (key.is_pod()) {  // what else is told of a pod may change
    key.ip.clear();
    if (!key.workload.empty() && !is_dns(key)) key.labels.clear();
  } else {
    key.labels.clear();
  }
  const auto [at, is_new] = ids_.try_emplace(std::move(key), static_cast<EndId>(ends_.size()));
  if (is_new) ends_.push_back(&at->first);
  return at->second;
}

class ObservedAdder {
 public:
  ObservedAdder(const ObservedFlows& flows, const WorkloadFinder& finder, const Services& services,
                WantedConnections& wanted)
      : flows_(flows), services_(services), wanted_(wanted) {
    for (const FlowEnd* end : flows.ends_) {
      std::optional<WantedEnd> known;
      if (end->is_pod()) {
        if (const auto workload = finder.find(*end)) known = WantedEnd::of(*workload);
        if (!known && is_dns(*end)) known = WantedEnd::cluster_dns();
      } else if (const auto block = parse_block(
                     fmt::format("{}/{}", end->ip, end->ip.contains(':') ? 128 : 32))) {
        known = WantedEnd::of(*block);
      }
      ends_.push_back(known);
      of_picture_.push_back(end->is_pod() && finder.knows(end->name_space));
    }
  }

  std::vector<std::string> run() {
    for (const auto& [flow, count] : flows_.flows_) add(flow, count);
    for (const auto& [a, b, protocol] : flows_.undecided_) {
      if ((of_picture_[a] || of_picture_[b]) && !pairs_.contains({a, b, protocol}))
        open_.insert(fmt::format("{} and {}: no flow of {} says which of them began", title(a),
                                 title(b), name_of(protocol)));
    }
    for (const auto& [ends, found] : found_) {
      const auto& [from, to, service] = ends;
      wanted_.add(from, to, found.ports,
                  fmt::format("{} flow{}{}", found.count, found.count == 1 ? "" : "s", service));
    }
    return {open_.begin(), open_.end()};
  }

 private:
  using EndId = std::uint32_t;

  struct Found {
    Connections ports;
    std::uint64_t count = 0;
  };

  std::string title(EndId end) const { return flows_.ends_[end]->title(); }

  bool is_known(EndId end) {
    if (ends_[end]) return true;
    open_.insert(fmt::format("{}: no workload of the picture has such a pod", title(end)));
    return false;
  }

  void add(const std::tuple<EndId, EndId, Protocol, std::uint16_t>& flow, std::uint64_t count) {
    const auto [from, to, protocol, port] = flow;
    pairs_.insert({std::min(from, to), std::max(from, to), protocol});
    // What others have with each other is no question of this picture.
    if (!of_picture_[from] && !of_picture_[to]) return;
    const bool from_known = is_known(from);
    if (!is_known(to) || !from_known) return;
    const model::Resource* service = ends_[to]->kind == WantedEnd::Kind::addresses
                                         ? services_.at_address(flows_.ends_[to]->ip)
                                         : nullptr;
    const Connections ports = Connections::of(protocol, {port, port});
    if (service != nullptr) return lead(*ends_[from], *service, ports, count);
    note(*ends_[from], *ends_[to], "", ports, count);
  }

  void note(const WantedEnd& from, const WantedEnd& to, const std::string& service,
            const Connections& ports, std::uint64_t count) {
    Found& found = found_[{from, to, service}];
    found.ports.unite(ports);
    found.count += count;
  }

  // Policies see pods behind a Service, not its address.
  void lead(const WantedEnd& from, const model::Resource& service, const Connections& ports,
            std::uint64_t count) {
    bool any = false;
    for (const formats::Value& offered : formats::items_of(*service.root.find("spec"), "ports")) {
      if (!is_of(offered, ports)) continue;
      for (const ServiceTarget& one : services_.targets(service, offered)) {
        any = true;
        note(from, WantedEnd::of(wanted_.workload_of(one.endpoint)), " to " + service.title(),
             one.ports, count);
      }
    }
    if (!any)
      open_.insert(fmt::format("{}, {}: no pods of the picture are behind it", service.title(),
                               ports.text()));
  }

  // Whether a Service offers the port.
  static bool is_of(const formats::Value& offered, const Connections& ports) {
    const formats::Value* number = offered.find("port");
    Protocol protocol = Protocol::tcp;
    const std::string_view name = offered.text("protocol");
    if (!name.empty() && !protocol_from(name, protocol)) return false;
    return number != nullptr && number->is_int() && number->as_int() >= kFirstPort &&
           number->as_int() <= kLastPort &&
           ports.contains(protocol, static_cast<std::uint16_t>(number->as_int()));
  }

  const ObservedFlows& flows_;
  const Services& services_;
  WantedConnections& wanted_;
  std::vector<std::optional<WantedEnd>> ends_;
  std::vector<bool> of_picture_;  // in a namespace that the picture has
  std::map<std::tuple<WantedEnd, WantedEnd, std::string>, Found> found_;
  std::set<std::tuple<EndId, EndId, Protocol>> pairs_;
  std::set<std::string> open_;
};

std::vector<std::string> ObservedFlows::add_to(const WorkloadFinder& finder,
                                               const Services& services,
                                               WantedConnections& wanted) const {
  return ObservedAdder(*this, finder, services, wanted).run();
}

}  // namespace bulwark::analyzers::network
