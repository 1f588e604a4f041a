// SPDX-License-Identifier: Apache-2.0
// Rules of Calico's policies: a source and a destination, each by selectors and addresses, of which
// one is the peer and the other the subject.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/calico_selector.h"
#include "analyzers/network/rule_reader.h"

namespace bulwark::analyzers::network {

/// Those of `spec` in one direction. `name_space`: of the policy, empty where it is global.
/// What cannot be judged is told: a rule that allows is then taken to match, any other not to.
std::vector<PolicyRule> read_calico_rules(RuleReader& reader, const formats::Value& spec,
                                          Direction direction, std::string_view name_space);

/// The selector under `key`, refused where it is none; everything where it is missing.
LabelExpression read_calico_selector(RuleReader& reader, const formats::Value& map,
                                     std::string_view key, CalicoSelects what,
                                     const std::string& path);

}  // namespace bulwark::analyzers::network
