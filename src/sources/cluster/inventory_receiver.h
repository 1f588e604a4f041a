// SPDX-License-Identifier: Apache-2.0
// InventoryReceiver: keeps what is listed, one segment a worker.
#pragma once

#include <deque>

#include "model/inventory.h"
#include "sources/cluster/receiver.h"

namespace bulwark::sources::cluster {

class InventoryReceiver : public Receiver {
 public:
  /// `first_pool` is the number of the first worker's pool, see formats::Pool.
  InventoryReceiver(std::uint16_t first_pool, unsigned workers, std::uint32_t source,
                    std::uint64_t seed);

  Workspace& workspace(unsigned worker) override { return workers_[worker].workspace; }
  void take(unsigned worker, std::span<const formats::Value> objects) override;

  /// Adds all segments, closed, to the inventory.
  void finish(model::Inventory& inventory);

 private:
  struct Worker {
    Worker(std::uint16_t pool, std::uint64_t seed)
        : segment{std::make_unique<formats::Pool>(pool, seed), {}}, workspace(*segment.pool) {}
    model::Segment segment;
    Workspace workspace;
  };
  std::uint32_t source_;
  std::deque<Worker> workers_;
};

}  // namespace bulwark::sources::cluster
