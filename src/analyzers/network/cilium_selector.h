// SPDX-License-Identifier: Apache-2.0
// Cilium's selectors of endpoints: Kubernetes' form, over labels that name where they come from, of
// pods, their namespaces and their service accounts.
#pragma once

#include <string>
#include <string_view>

#include "analyzers/network/rule_reader.h"

namespace bulwark::analyzers::network {

struct CiliumSelector {
  LabelExpression expression;
  bool is_part = false;      ///< it asks for the name of the cluster, which is not known: left out
  bool is_reserved = false;  ///< it asks for what is no pod: nodes, the world
};

/// What a rule is for: pods of `name_space`, or of all where it is empty.
CiliumSelector read_cilium_subjects(RuleReader& reader, const formats::Value& selector,
                                    const std::string& path, std::string_view name_space);
/// A peer is in that namespace too, unless the selector speaks of namespaces itself.
CiliumSelector read_cilium_peers(RuleReader& reader, const formats::Value& selector,
                                 const std::string& path, std::string_view name_space);

}  // namespace bulwark::analyzers::network
