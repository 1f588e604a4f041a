// SPDX-License-Identifier: Apache-2.0
// Node facts: the ConfigMap in which a node tells the cluster what `bulwark node audit` would read
// on it (docs/node-audit.md).
#pragma once

#include <string>
#include <string_view>

#include "formats/value.h"

namespace bulwark::model {

/// Nobody but Bulwark has a reason to write there; ConfigMaps elsewhere tell nothing of nodes.
inline constexpr std::string_view kNodeFactsNamespace = "bulwark-nodes";
inline constexpr std::string_view kNodeFactsLabel = "bulwark.dev/node-facts";
inline constexpr std::string_view kNodeFactsPrefix = "node-";        ///< before the node's name
inline constexpr std::string_view kNodeFactsKey = "facts.json.zst";  ///< in binaryData

/// Whether a ConfigMap is one.
bool is_node_facts(const formats::Value& root);

}  // namespace bulwark::model
