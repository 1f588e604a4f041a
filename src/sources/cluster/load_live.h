// SPDX-License-Identifier: Apache-2.0
// Brings live clusters into the Inventory.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "model/inventory.h"
#include "sources/cluster/api_client.h"
#include "sources/cluster/read_cluster.h"

namespace bulwark::sources::cluster {

struct LiveOptions {
  ReadOptions read;
  ApiOptions api;
  std::uint64_t seed = 0;  ///< of the pools' tables; should be random
  std::string taken_at;    ///< the time that the pictures carry, RFC 3339
};

/// Adds each as a source of its own, in this order, and reads several at once. A cluster that
/// cannot be read is a Problem, and does not hinder the others. Error: `cancelled`.
Result<void> load_live(std::span<const Access> clusters, const LiveOptions& options,
                       model::Inventory& inventory);

}  // namespace bulwark::sources::cluster
