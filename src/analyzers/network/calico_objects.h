// SPDX-License-Identifier: Apache-2.0
// What Calico's policies refer to: tiers, and sets of addresses by their labels.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/addresses.h"
#include "analyzers/network/label_expression.h"
#include "analyzers/network/policy.h"

namespace bulwark::analyzers::network {

class RuleReader;

class CalicoObjects {
 public:
  /// Tiers, NetworkSets and GlobalNetworkSets; of policies that they are there.
  void take(RuleReader& reader);

  /// Those that Calico makes by itself, among them that of NetworkPolicies, and those that were
  /// taken: in their order.
  std::vector<PolicyTier> tiers() const;
  /// Null where there is none of that name.
  const PolicyTier* tier(std::string_view name) const;
  /// Of one of them, among tiers().
  std::uint32_t place_of(const PolicyTier& tier) const;
  /// Of the sets that are selected.
  std::vector<Block> blocks(const LabelExpression& expression) const;

  bool has_policies() const { return has_policies_; }
  /// A cluster may serve one object by both of Calico's groups: then it is read as
  /// projectcalico.org has it.
  bool is_twin(const model::Resource& resource) const;

  static bool is_policy(std::string_view group, std::string_view kind);
  /// Without the tier that crd.projectcalico.org writes before it.
  static std::string_view name_of(const model::Resource& resource);

 private:
  struct Set {
    const model::Resource* resource = nullptr;
    const formats::Value* labels = nullptr;
    const NamespaceOf* known = nullptr;
    NamespaceOf name_space;  // where it is not known
    std::vector<Block> blocks;
  };

  void take_tier(RuleReader& reader);
  void take_set(RuleReader& reader);

  std::vector<PolicyTier> tiers_ = built_in_tiers();
  std::vector<Set> sets_;
  std::set<std::string> shown_;  // by projectcalico.org: kind, namespace and name
  bool has_policies_ = false;
};

}  // namespace bulwark::analyzers::network
