// SPDX-License-Identifier: Apache-2.0
// Clusters are read side by side and added one after the other.
#include "sources/cluster/load_live.h"

#include <deque>
#include <utility>

#include "base/tasks.h"
#include "sources/cluster/discovery.h"
#include "sources/cluster/inventory_receiver.h"
#include "sources/cluster/picture.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kAtOnce = 4;

struct Live {
  Live(std::uint16_t first_pool, std::uint32_t source, const LiveOptions& options)
      : receiver(first_pool, options.read.workers, source, options.seed) {}
  InventoryReceiver receiver;
  std::string version;
  Result<Reading> reading = fail(ErrorCode::cancelled, "not read");
};

Result<Reading> read(const Access& access, const LiveOptions& options, Live& live) {
  ApiClient client(access, options.api);
  live.version = TRY(server_version(client));
  return read_cluster(client, options.read, live.receiver);
}

// What was read before it failed is not a picture: none of it is used.
model::Problem whole_cluster(const Error& error) {
  model::Problem problem;
  problem.what = "the whole cluster";
  problem.reason = error.text();
  problem.code = error.code;
  return problem;
}

}  // namespace

Result<void> load_live(std::span<const Access> clusters, const LiveOptions& options,
                       model::Inventory& inventory) {
  TRY_VOID(check_pools(inventory, clusters.size() * options.read.workers));
  std::deque<Live> lives;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    const std::size_t pool = inventory.segments.size() + 1 + i * options.read.workers;
    lives.emplace_back(static_cast<std::uint16_t>(pool),
                       static_cast<std::uint32_t>(inventory.sources.size() + i), options);
  }
  for_each_parallel(clusters.size(), kAtOnce, [&](std::size_t i) {
    lives[i].reading = read(clusters[i], options, lives[i]);
  });
  if (options.read.stop.stop_requested())
    return fail(ErrorCode::cancelled, "reading was interrupted");
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    Live& live = lives[i];
    const std::uint32_t source = add_cluster(
        inventory, {clusters[i].context, live.version, options.taken_at, options.read.namespaces});
    if (!live.reading) {
      add_gaps(inventory, source, {whole_cluster(live.reading.error())});
      continue;
    }
    live.receiver.finish(inventory);
    rank_resources(inventory, source);
    inventory.documents += live.reading->objects;
    add_gaps(inventory, source, std::move(live.reading->problems));
  }
  return {};
}

}  // namespace bulwark::sources::cluster
