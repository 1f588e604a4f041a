// SPDX-License-Identifier: Apache-2.0
// Rules and policies as YAML to put into a manifest.
#pragma once

#include <string>

#include "analyzers/network/change.h"

namespace bulwark::analyzers::network {

/// The item of `ingress` or `egress` that the change adds, in the form of its policy's kind;
/// empty where that kind has no words for it. Of add_policy: the whole NetworkPolicy.
std::string yaml_of(const Change& change, const Pair& pair, const Endpoints& endpoints);

}  // namespace bulwark::analyzers::network
