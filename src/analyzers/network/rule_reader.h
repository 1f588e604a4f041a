// SPDX-License-Identifier: Apache-2.0
// What the readers of all kinds of policies have in common: where faults go, ports, selectors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/calico_objects.h"
#include "analyzers/network/labelled_pods.h"
#include "analyzers/network/policy.h"

namespace bulwark::analyzers::network {

/// What the policies of one picture are read against.
struct PolicyScene {
  PodSets pods;            ///< by Kubernetes' selectors
  LabelledPods labelled;   ///< by those of Cilium and Calico
  CalicoObjects calico{};  ///< read before all policies
};

/// Where NetworkPolicies stand among Calico's.
inline constexpr double kNetworkPolicyOrder = 1000;

inline bool is_set(const formats::Value* value) { return value != nullptr && !value->is_null(); }

/// Reads one policy.
class RuleReader {
 public:
  RuleReader(const model::Resource& resource, PolicyScene& scene, std::vector<PolicyFault>& faults)
      : resource_(resource), scene_(scene), faults_(faults) {}

  const model::Resource& resource() const { return resource_; }
  PodSets& pods() { return scene_.pods; }
  LabelledPods& labelled() { return scene_.labelled; }
  const CalicoObjects& calico() const { return scene_.calico; }

  /// The API server would refuse it.
  void refuse(std::string path, std::string reason);
  /// What is not modelled: the policy stays.
  void not_modelled(std::string path, std::string reason);
  /// The same, of a policy that is not modelled at all, with whom it touches.
  void not_modelled(PolicyFault fault);
  bool refused() const { return refused_; }

  /// Looks for operators and values that no API server takes.
  void check_selector(const formats::Value* selector, const std::string& path);
  std::optional<Protocol> protocol(const formats::Value* value, const std::string& path);
  std::optional<std::uint16_t> port(const formats::Value* value, const std::string& path);
  /// `first` to `last`, or one port where there is no last.
  std::optional<PortRange> ports(const formats::Value* first, const formats::Value* last,
                                 const std::string& path);
  std::optional<Block> block(std::string_view cidr, const std::string& path);
  /// `{cidr, except}`; `strict`: no part may be the whole of it.
  std::optional<Block> block_with_parts(const formats::Value& value, const std::string& path,
                                        bool strict);
  /// The same, or one address by itself.
  std::optional<Block> block_or_address(const formats::Value& cidr, const std::string& path);
  /// Nothing where there is none; what is there and is none is refused.
  std::optional<double> number(const formats::Value* value, const std::string& path);

 private:
  const model::Resource& resource_;
  PolicyScene& scene_;
  std::vector<PolicyFault>& faults_;
  bool refused_ = false;
};

/// Takes note of an object of a kind that decides on connections, or has some, and is not modelled.
void read_foreign_policy(RuleReader& reader);

/// Adds the policy, if it is of that kind and no API server would refuse it.
void read_network_policy(RuleReader& reader, std::vector<Policy>& out);
void read_admin_policy(RuleReader& reader, std::vector<Policy>& out);
void read_cluster_policy(RuleReader& reader, std::vector<Policy>& out);
void read_cilium_policy(RuleReader& reader, std::vector<Policy>& out);
void read_calico_policy(RuleReader& reader, std::vector<Policy>& out);

}  // namespace bulwark::analyzers::network
