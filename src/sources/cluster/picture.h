// SPDX-License-Identifier: Apache-2.0
// What a live cluster and a snapshot of it have in common in the inventory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/inventory.h"

namespace bulwark::sources::cluster {

/// What is known of a picture beside its objects.
struct PictureFacts {
  std::string name, server_version, taken_at;
  std::vector<std::string> namespaces;  ///< what alone was read; empty: the whole cluster
};

/// Adds a source and a cluster, and gives the source's index, which the resources then carry. A
/// name that another cluster of the inventory has already gets a number: "prod (2)".
std::uint32_t add_cluster(model::Inventory& inventory, PictureFacts facts);

/// An error where `more` segments would be more than an inventory can hold (their pools are
/// numbered).
Result<void> check_pools(const model::Inventory& inventory, std::size_t more);

/// Adds what could not be read of the cluster of that source.
void add_gaps(model::Inventory& inventory, std::uint32_t source, std::vector<model::Problem> gaps);

/// Gives each resource of `source` its place (Resource::offset) in the order of kind, apiVersion,
/// namespace and name, so that reports do not depend on who read it first.
void rank_resources(model::Inventory& inventory, std::uint32_t source);

}  // namespace bulwark::sources::cluster
