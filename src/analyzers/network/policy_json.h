// SPDX-License-Identifier: Apache-2.0
// Parts of NetworkPolicies (networking.k8s.io/v1) as JSON.
#pragma once

#include <string>
#include <string_view>

#include "analyzers/network/addresses.h"
#include "analyzers/network/connections.h"

namespace bulwark::analyzers::network {

/// The list `ports` of a rule.
std::string ports_json(const Connections& connections);
/// The selector of the namespace of that name.
std::string namespace_selector_json(std::string_view name);
/// `{"ipBlock":{"cidr":...}}`
std::string block_json(std::string_view cidr);

}  // namespace bulwark::analyzers::network
