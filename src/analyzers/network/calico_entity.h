// SPDX-License-Identifier: Apache-2.0
// One end of a rule of Calico: what all its fields together select.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/rule_reader.h"

namespace bulwark::analyzers::network {

/// `source` or `destination`.
class CalicoEntity {
 public:
  /// `value`: null where the rule has none, and so means anybody. `name_space`: of the policy.
  CalicoEntity(RuleReader& reader, const formats::Value* value, std::string path,
               std::string_view name_space);

  /// By addresses: only what is outside is told apart by them, and pods have some of IPv4.
  bool is_anybody() const;
  Peer peer(std::optional<int> ip_version) const;
  /// The pods that its selectors select.
  PodSet selected() const;
  /// Something of it that cannot be judged was told: it may be less than this.
  bool is_part() const { return is_part_; }
  bool has_nets() const { return !nets_.empty() || !not_nets_.empty(); }
  bool has_selectors() const { return selector_ || not_selector_; }

 private:
  void read_selectors(const formats::Value& value, std::string_view name_space);
  LabelExpression service_accounts(const formats::Value& value);
  std::vector<Block> read_nets(const formats::Value& value, std::string_view key);
  bool pods_are_within() const;
  std::vector<Block> blocks(std::optional<int> ip_version) const;

  RuleReader& reader_;
  std::string path_;
  bool is_part_ = false;
  std::optional<LabelExpression> selector_, not_selector_;
  std::vector<Block> nets_, not_nets_;
};

}  // namespace bulwark::analyzers::network
