// SPDX-License-Identifier: Apache-2.0
// Policy: what NetworkPolicy (networking.k8s.io/v1), AdminNetworkPolicy, BaselineAdminNetworkPolicy
// (policy.networking.k8s.io/v1alpha1) and ClusterNetworkPolicy (v1alpha2) say, in one form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/addresses.h"
#include "analyzers/network/connections.h"
#include "analyzers/network/endpoints.h"
#include "analyzers/network/pod_sets.h"
#include "model/inventory.h"

namespace bulwark::analyzers::network {

/// In the order in which they are asked. What NetworkPolicies say of a pod that one of them selects
/// is final.
enum class Tier : std::uint8_t { admin, network_policy, baseline };
enum class Action : std::uint8_t { allow, deny, pass };
enum class Direction : std::uint8_t { ingress, egress };

struct Peer {
  PodSet pods = PodSets::none();
  std::vector<Block> blocks;
  bool from_outside = false;  ///< selects what is in no namespace that is known: any namespace, any
                              ///< pod
};

/// A port by number, or by the name that the receiving pod gives it.
struct PortMatch {
  Connections connections;
  std::string_view name;  ///< when not empty, `protocol` must be the port's
  Protocol protocol = Protocol::tcp;
  bool any_protocol = false;  ///< a name of whichever protocol
};

struct PolicyRule {
  Action action = Action::allow;
  bool any_peer = false;
  std::vector<Peer> peers;
  bool any_port = false;
  std::vector<PortMatch> ports;
  std::string path;  ///< "spec.ingress[0]"
};

struct Policy {
  const model::Resource* resource = nullptr;
  Tier tier = Tier::network_policy;
  std::int64_t priority = 0;  ///< the lower the sooner
  PodSet subjects = PodSets::none();
  bool ingress = false, egress = false;  ///< the directions that it decides on
  std::vector<PolicyRule> ingress_rules, egress_rules;

  const std::vector<PolicyRule>& rules(Direction direction) const {
    return direction == Direction::ingress ? ingress_rules : egress_rules;
  }
  bool decides(Direction direction) const {
    return direction == Direction::ingress ? ingress : egress;
  }
};

/// What an API server would refuse, or what is not modelled.
struct PolicyFault {
  const model::Resource* resource = nullptr;
  std::string path, reason;
  bool refused = false;  ///< the API server would not take the policy; else: what is not modelled
};

struct Policies {
  std::vector<Policy> all;  ///< by tier, priority, namespace and name
  std::vector<PolicyFault> faults;
};

/// Policies that an API server would refuse are not among them: a cluster would not have them.
Policies read_policies(const model::Inventory& inventory, std::string_view cluster,
                       const Endpoints& endpoints);

}  // namespace bulwark::analyzers::network
