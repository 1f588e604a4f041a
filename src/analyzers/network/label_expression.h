// SPDX-License-Identifier: Apache-2.0
// Label expressions: what the selectors of Cilium and Calico say of labels, in one form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/endpoints.h"

namespace bulwark::analyzers::network {

/// Whose label it is. The last three are names, and have no key.
enum class LabelOwner : std::uint8_t {
  own,
  name_space,
  service_account,
  namespace_name,
  service_account_name,
  orchestrator
};

/// What a selector sees of a pod or of a set of addresses.
struct Labelled {
  const formats::Value* labels = nullptr;                  ///< may be null
  const NamespaceOf* name_space = nullptr;                 ///< null: in none
  std::string_view service_account;                        ///< empty: none
  const formats::Value* service_account_labels = nullptr;  ///< may be null
  bool is_pod = false;

  /// Nothing where it has no such label.
  std::optional<std::string_view> find(LabelOwner owner, std::string_view key) const;
};

struct LabelExpression {
  /// A label that is missing is in no set, and contains nothing.
  enum class Operator : std::uint8_t {
    everything,
    has,
    in,
    not_in,
    contains,
    starts_with,
    ends_with,
    negation,
    conjunction,
    disjunction
  };
  Operator op = Operator::everything;
  LabelOwner owner = LabelOwner::own;
  std::string key;
  std::vector<std::string> values;       ///< of a set; one for contains and its like
  std::vector<LabelExpression> parts{};  ///< one of a negation

  static LabelExpression of(Operator op, LabelOwner owner, std::string key,
                            std::vector<std::string> values = {});
  /// Nothing of it is lost where either is everything.
  static LabelExpression both(LabelExpression a, LabelExpression b);

  bool holds(const Labelled& of) const;
  bool is_everything() const { return op == Operator::everything; }
  /// Equal texts mean equal expressions.
  std::string text() const;
};

}  // namespace bulwark::analyzers::network
