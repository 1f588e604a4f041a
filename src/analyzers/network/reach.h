// SPDX-License-Identifier: Apache-2.0
// Reach: which connections policies allow between the pods of one picture, and with addresses
// outside of it.
//
// Pods that the same policies select and the same peers name, and whose ports have the same names
// where a policy speaks of names, are one class. Each class has a row for each direction: what it
// has with most others, and with whom it has something else. What two pods may is what the row of
// the one and the row of the other have in common. Nothing is computed pair by pair of pods.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyzers/network/connection_table.h"
#include "analyzers/network/endpoints.h"
#include "analyzers/network/policy.h"

namespace bulwark::analyzers::network {

/// A class of pods, a range of addresses, or the unknown pod, by one number for all.
using NodeId = std::uint32_t;

/// What policies of one direction let one class have with each node.
struct Row {
  struct Own {
    NodeId node = 0;
    SetId set = 0;
  };
  SetId others = ConnectionTable::kAll;  ///< with all nodes that are not among `own`
  std::vector<Own> own;                  ///< sorted

  SetId with(NodeId node) const;
};

class Reach {
 public:
  /// Both must outlive it. Addresses that `apart` tell apart are so too, whatever policies say: so
  /// that the ranges of several are the same.
  Reach(const Endpoints& endpoints, const Policies& policies, std::span<const Block> apart = {});

  /// Pods by class: sorted, not one is empty.
  const std::vector<std::vector<EndpointId>>& classes() const { return classes_; }
  NodeId node_of(EndpointId endpoint) const { return class_of_[endpoint]; }
  /// Ranges of addresses that no block of a policy tells apart, sorted: as where connections come
  /// from, and as where they go to.
  const std::vector<AddressRange>& outside(Direction direction) const {
    return direction == Direction::ingress ? sources_ : destinations_;
  }
  NodeId node_of(Direction direction, std::size_t range) const {
    const std::size_t before = direction == Direction::ingress ? 0 : sources_.size();
    return static_cast<NodeId>(classes_.size() + before + range);
  }
  /// A pod in a namespace that nobody knows, without labels, as an ingress controller's may be.
  NodeId unknown_pod() const {
    return static_cast<NodeId>(classes_.size() + sources_.size() + destinations_.size());
  }
  /// An address outside that no block of a policy is about: of IPv6, where no range is of it.
  NodeId unnamed_address() const { return unknown_pod() + 1; }
  std::size_t nodes() const { return std::size_t{unnamed_address()} + 1; }

  /// What policies allow; nothing of it between two addresses outside.
  SetId between(NodeId from, NodeId to);
  /// What policies of one direction let a class have with any node.
  SetId egress(NodeId own, NodeId to) const { return egress_[own].with(to); }
  SetId ingress(NodeId own, NodeId from) const { return ingress_[own].with(from); }
  /// What any of the ones has with any of the others.
  SetId between(std::span<const NodeId> from, std::span<const NodeId> to);
  SetId unite(SetId a, SetId b) { return table_.unite(a, b); }
  SetId intersect(SetId a, SetId b) { return table_.intersect(a, b); }
  SetId intern(const Connections& set) { return table_.intern(set); }
  const Connections& set(SetId id) const { return table_.at(id); }

 private:
  friend class ReachBuilder;

  std::vector<std::vector<EndpointId>> classes_;
  std::vector<std::uint32_t> class_of_;
  std::vector<AddressRange> sources_, destinations_;
  std::vector<Row> ingress_, egress_;  // of classes
  ConnectionTable table_;
};

}  // namespace bulwark::analyzers::network
