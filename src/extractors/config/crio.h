// SPDX-License-Identifier: Apache-2.0
// CRI-O's configuration, and the files of containers/image that it takes its registries and its
// signature policy from.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "extractors/config/runtime_facts.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

/// crio.conf, then its drop-ins by name: what a later one says counts, a handler as a whole.
RuntimeFacts crio_facts(std::span<const formats::Value> files);

/// Of a registries.conf, in either of its versions.
std::vector<InsecureRegistry> insecure_in_registries(const formats::Value& registries);

/// Whether a policy.json asks for signatures, or forbids, where no other rule is nearer; nothing:
/// it has no default.
std::optional<bool> policy_verifies(const formats::Value& policy);

}  // namespace bulwark::extractors::config
