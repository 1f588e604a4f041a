// SPDX-License-Identifier: Apache-2.0
// Objects become resources without a place.
#include "sources/cluster/inventory_receiver.h"

#include <utility>

namespace bulwark::sources::cluster {

InventoryReceiver::InventoryReceiver(std::uint16_t first_pool, unsigned workers,
                                     std::uint32_t source, std::uint64_t seed)
    : source_(source) {
  for (unsigned i = 0; i < workers; ++i)
    workers_.emplace_back(static_cast<std::uint16_t>(first_pool + i), seed);
}

void InventoryReceiver::take(unsigned worker, std::span<const formats::Value> objects) {
  for (const formats::Value& object : objects) {
    model::Resource resource;
    resource.root = object;
    resource.source = source_;
    workers_[worker].segment.resources.push_back(resource);
  }
}

void InventoryReceiver::finish(model::Inventory& inventory) {
  for (Worker& worker : workers_) {
    worker.segment.pool->close();
    inventory.segments.push_back(std::move(worker.segment));
  }
}

}  // namespace bulwark::sources::cluster
