// SPDX-License-Identifier: Apache-2.0
// Whom a workload may connect to, by classes of pods that network policies tell apart: edges grow
// with those, and not with pairs of workloads.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "analyzers/attack_paths/placement.h"
#include "analyzers/network/exposure.h"
#include "analyzers/network/outside.h"
#include "analyzers/network/reach.h"
#include "analyzers/references/types.h"
#include "base/text.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using network::Connections;
using network::EndpointId;
using network::NodeId;

constexpr references::Type kNode{"", "Node", "nodes"};
constexpr std::size_t kMostPairs = 4'000'000;
constexpr std::uint16_t kMetadataPort = 80;

/// Workloads of one class that declare the same ports.
struct Receivers {
  NodeId node = 0;
  VertexId hub = kNoVertex;
  Connections ports;  ///< that it declares; all of TCP where it declares none
  std::uint32_t evidence = 0;
};

class NetworkEdges {
 public:
  explicit NetworkEdges(World& world)
      : world_(world),
        endpoints_(world.inventory, world.cluster),
        policies_(network::read_policies(world.inventory, world.cluster, endpoints_)),
        reach_(endpoints_, policies_) {
    vertex_of_.resize(endpoints_.all().size(), kNoVertex);
    for (EndpointId i = 0; i < endpoints_.all().size(); ++i) take(i);
  }

  bool connect() {
    const std::size_t pairs = reach_.classes().size() * receivers_.size();
    if (pairs > kMostPairs) return false;
    for (NodeId from = 0; from < reach_.classes().size(); ++from) {
      for (const auto& [ports, one] : receivers_) {
        Connections open = reach_.set(reach_.between(from, one.node));
        open.intersect(one.ports);
        if (!open.is_empty()) world_.add(sender(from), Move::connect, one.hub, one.evidence);
      }
    }
    return true;
  }

  // Where an Ingress, a route or a Service leads to pods, and policies let that in.
  void from_internet() {
    const network::Workloads all(endpoints_, reach_);
    const auto leads = network::leads(world_.inventory, world_.cluster, endpoints_);
    const VertexId internet = world_.graph.vertex(VertexKind::internet);
    for (const network::LedTo& one : network::led_to(all, leads, reach_)) {
      Evidence evidence;
      evidence.object = one.door.resource;
      evidence.note = world_.book.keep(
          fmt::format("if what listens on {} can be taken over", one.door.ports.text()));
      const std::uint32_t number = world_.book.add(evidence);
      for (const EndpointId pod : all.all[one.workload].end.endpoints) {
        if (vertex_of_[pod] != kNoVertex)
          world_.add(internet, Move::connect, vertex_of_[pod], number);
      }
    }
  }

  std::vector<std::string> unknown() const {
    std::vector<std::string> out;
    for (const network::PolicyFault& one : policies_.faults)
      out.push_back(fmt::format("{}: {}", one.resource->title(), one.reason));
    return out;
  }

  // Only where the cloud gives a node's own credentials to whoever asks.
  void metadata(const Placement& placement) {
    const std::vector<NodeId> service = network::cloud_metadata(reach_);
    for (EndpointId pod = 0; pod < vertex_of_.size(); ++pod) {
      const VertexId vertex = vertex_of_[pod];
      const bool open = std::ranges::any_of(service, [&](NodeId to) {
        return reach_.set(reach_.egress(reach_.node_of(pod), to))
            .contains(network::Protocol::tcp, kMetadataPort);
      });
      if (vertex == kNoVertex || !open) continue;
      for (const std::string_view node : placement.nodes_of(vertex)) {
        if (is_of_amazon(node)) add_metadata(vertex, node);
      }
    }
  }

 private:
  void take(EndpointId id) {
    const network::Endpoint& pod = endpoints_.all()[id];
    const model::Resource& one = *pod.resource;
    const VertexId vertex = world_.graph.find(VertexKind::workload, references::namespace_of(one),
                                              one.name(), one.kind());
    if (vertex == kNoVertex) return;
    vertex_of_[id] = vertex;
    const NodeId node = reach_.node_of(id);
    world_.add(vertex, Move::one_of, sender(node));
    std::string key = std::to_string(node);
    for (const std::uint16_t port : pod.open) key += fmt::format(",{}", port);
    Receivers& to = receivers_[key];
    if (to.hub == kNoVertex) fill(to, node, pod, key);
    world_.add(to.hub, Move::one_of, vertex);
  }

  void fill(Receivers& to, NodeId node, const network::Endpoint& pod, const std::string& key) {
    to.node = node;
    to.hub = world_.graph.vertex(VertexKind::peers_to, "", key);
    std::vector<std::string> numbers;
    for (const std::uint16_t port : pod.open) {
      to.ports.unite(Connections::of(network::Protocol::tcp, {port, port}));
      numbers.push_back(std::to_string(port));
    }
    if (pod.open.empty()) to.ports = Connections::of(network::Protocol::tcp, {});
    Evidence evidence;
    evidence.note = world_.book.keep(
        pod.open.empty()
            ? "if something listens there that can be taken over"
            : fmt::format("if what listens on TCP {} can be taken over", join(numbers, ", ")));
    to.evidence = world_.book.add(evidence);
  }

  VertexId sender(NodeId node) {
    return world_.graph.vertex(VertexKind::peers_from, "", std::to_string(node));
  }

  bool is_of_amazon(std::string_view name) const {
    const auto& found = world_.picture.find(kNode, "", name);
    if (found.empty()) return false;
    const formats::Value* provider = found.front()->root.at("spec", "providerID");
    return provider != nullptr && provider->is_string() &&
           provider->as_string().starts_with("aws://");
  }

  void add_metadata(VertexId workload, std::string_view node) {
    Evidence evidence;
    evidence.note = "if the metadata service answers pods: IMDSv1, or more than one hop";
    world_.add(workload, Move::metadata,
               world_.graph.vertex(VertexKind::user, "", fmt::format("system:node:{}", node)),
               world_.book.add(evidence));
  }

  World& world_;
  network::Endpoints endpoints_;
  network::Policies policies_;
  network::Reach reach_;
  std::vector<VertexId> vertex_of_;  // by endpoint
  std::map<std::string, Receivers> receivers_;
};

}  // namespace

NetworkSeen add_network_edges(World& world, const Placement& placement) {
  NetworkEdges edges(world);
  edges.metadata(placement);
  edges.from_internet();
  return {edges.connect(), edges.unknown()};
}

}  // namespace bulwark::analyzers::attack_paths
