// SPDX-License-Identifier: Apache-2.0
// Policy: what NetworkPolicy (networking.k8s.io/v1), AdminNetworkPolicy, BaselineAdminNetworkPolicy
// (policy.networking.k8s.io/v1alpha1), ClusterNetworkPolicy (v1alpha2) and the policies of Cilium
// and Calico say, in one form: tiers in their order, of policies in their order, of rules in
// theirs. The first rule that matches decides.
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

/// What kind of tier it is. `network_policy` has the policies of Cilium too, and those of Calico's
/// tier `default`; `named` is one that Calico's users made.
enum class Tier : std::uint8_t { admin, network_policy, baseline, named };
enum class Action : std::uint8_t { allow, deny, pass };
enum class Direction : std::uint8_t { ingress, egress };

/// One of the tiers that are asked one after the other.
struct PolicyTier {
  std::string name;
  Tier kind = Tier::named;
  double order = 0;           ///< the lower the sooner
  bool ends_in_deny = false;  ///< what its policies say of a pod that one of them isolates is
                              ///< final; else what no rule decided is left to the next tier
};

/// The admin tier, that of NetworkPolicies and the baseline, by the names that Calico gives them.
std::vector<PolicyTier> built_in_tiers();

struct Peer {
  PodSet pods = PodSets::none();
  std::vector<Block> blocks;
  bool all_outside = false;   ///< every address outside, of both families
  bool from_outside = false;  ///< selects what is in no namespace that is known: any namespace, any
                              ///< pod
};

/// A port by number, or by the name that the receiving pod gives it.
struct PortMatch {
  Connections connections;
  std::string name;  ///< when not empty, `protocol` must be the port's
  Protocol protocol = Protocol::tcp;
  bool any_protocol = false;  ///< a name of whichever protocol
};

struct PolicyRule {
  Action action = Action::allow;
  bool any_peer = false;
  std::vector<Peer> peers;
  bool any_port = false;
  std::vector<PortMatch> ports;
  std::vector<PortMatch> not_ports;  ///< of those, these are meant not
  PodSet own;                        ///< null: all subjects; else only those among them
  std::string path;                  ///< "spec.ingress[0]"
};

/// The ports that a rule is about, where that is the receiver; null: what has no names.
Connections ports_at(const PolicyRule& rule, const Endpoint* receiver);

struct Policy {
  const model::Resource* resource = nullptr;
  Tier tier = Tier::network_policy;
  std::uint32_t place = 0;  ///< its tier's, among all tiers
  double priority = 0;      ///< the lower the sooner
  PodSet subjects = PodSets::none();
  bool ingress = false, egress = false;  ///< the directions that it decides on
  bool isolates = true;                  ///< its subjects, where the tier ends in a denial
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
  /// Of what is not modelled: whose connections it may decide otherwise, in which directions, and
  /// which of them: those that are allowed without it (may_close), or those that are not
  /// (may_open).
  PodSet touched = PodSets::none();
  bool ingress = true, egress = true;
  bool may_close = true, may_open = true;
};

struct Policies {
  std::vector<PolicyTier> tiers = built_in_tiers();  ///< in the order in which they are asked
  std::vector<Policy> all;  ///< by tier, priority and name; a resource may be there twice: its
                            ///< denials come before what others allow
  std::vector<PolicyFault> faults;

  /// Whether what the policy's tier does not list is denied to whom it selects.
  bool isolates(const Policy& policy) const {
    return policy.isolates && tiers[policy.place].ends_in_deny;
  }
};

/// NetworkPolicies beside others, which may have tiers of their own.
void add_network_policies(Policies& all, const std::vector<Policy>& network_policies);

/// Whether the policy has no order among others: any rule may allow, as those of NetworkPolicies
/// and of Cilium. Else the first that fits decides.
bool is_unordered(const Policy& policy);

/// Of Cilium or Calico, whose policies an API server takes as they are: their agents look at them.
bool is_of_plugin(const model::Resource& policy);

/// Policies that an API server would refuse are not among them: a cluster would not have them.
Policies read_policies(const model::Inventory& inventory, std::string_view cluster,
                       const Endpoints& endpoints);

}  // namespace bulwark::analyzers::network
