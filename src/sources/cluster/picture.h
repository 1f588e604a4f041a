// SPDX-License-Identifier: Apache-2.0
// What a live cluster and a snapshot of it have in common in the inventory.
#pragma once

#include <cstdint>
#include <string>

#include "model/inventory.h"

namespace bulwark::sources::cluster {

/// Adds a source and a cluster, and gives the source's index, which the resources then carry.
std::uint32_t add_cluster(model::Inventory& inventory, std::string name, std::string server_version,
                          std::string taken_at);

/// Gives each resource of `source` its place (Resource::offset) in the order of kind, apiVersion,
/// namespace and name, so that reports do not depend on who read it first.
void rank_resources(model::Inventory& inventory, std::uint32_t source);

}  // namespace bulwark::sources::cluster
