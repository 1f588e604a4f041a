// SPDX-License-Identifier: Apache-2.0
// Publishing a node: its facts as the ConfigMap in which a scan of its cluster finds them
// (scan/published_nodes.h).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/inventory.h"
#include "scan/node_documents.h"
#include "scan/node_facts.h"

namespace bulwark::scan {

/// Reads the node under the target "node:/". Credentials that its flags hold are left out. The
/// documents live in `inventory`, which must be empty. Error: its name is not known (`options.node`
/// is empty and it has no /etc/hostname), or nothing of Kubernetes is there.
Result<NodeFacts> read_node_to_publish(std::string_view target, const NodeOptions& options,
                                       std::string_view taken_at, model::Inventory& inventory);

/// The ConfigMap in JSON, for server-side apply. Error: the facts are larger than one can be.
Result<std::string> node_facts_config_map(const NodeFacts& facts);

/// Where server-side apply is sent for it.
std::string node_facts_path(const NodeFacts& facts);

}  // namespace bulwark::scan
