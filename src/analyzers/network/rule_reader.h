// SPDX-License-Identifier: Apache-2.0
// What the readers of all kinds of policies have in common: where faults go, ports, selectors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/policy.h"

namespace bulwark::analyzers::network {

/// Reads one policy.
class RuleReader {
 public:
  RuleReader(const model::Resource& resource, PodSets& pods, std::vector<PolicyFault>& faults)
      : resource_(resource), pods_(pods), faults_(faults) {}

  const model::Resource& resource() const { return resource_; }
  PodSets& pods() { return pods_; }

  /// The API server would refuse it.
  void refuse(std::string path, std::string reason);
  /// What is not modelled: the policy stays.
  void not_modelled(std::string path, std::string reason);
  bool refused() const { return refused_; }

  /// Looks for operators and values that no API server takes.
  void check_selector(const formats::Value* selector, const std::string& path);
  std::optional<Protocol> protocol(const formats::Value* value, const std::string& path);
  std::optional<std::uint16_t> port(const formats::Value* value, const std::string& path);
  /// `first` to `last`, or one port where there is no last.
  std::optional<PortRange> ports(const formats::Value* first, const formats::Value* last,
                                 const std::string& path);
  std::optional<Block> block(std::string_view cidr, const std::string& path);

 private:
  const model::Resource& resource_;
  PodSets& pods_;
  std::vector<PolicyFault>& faults_;
  bool refused_ = false;
};

/// Adds the policy, if it is of that kind and no API server would refuse it.
void read_network_policy(RuleReader& reader, std::vector<Policy>& out);
void read_admin_policy(RuleReader& reader, std::vector<Policy>& out);
void read_cluster_policy(RuleReader& reader, std::vector<Policy>& out);

}  // namespace bulwark::analyzers::network
