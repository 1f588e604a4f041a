// SPDX-License-Identifier: Apache-2.0
// Loads its input as a snapshot, and as what a snapshot's frame would hold. What is refused leaves
// nothing behind; what is taken adds up, whoever read it.
#include <zstd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json_write.h"
#include "sources/cluster/snapshot_reader.h"

namespace {

using bulwark::model::Inventory;

std::string compressed(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  const std::size_t size = ZSTD_compress2(context, out.data(), out.size(), text.data(),
                                          text.size());
  ZSTD_freeCCtx(context);
  if (ZSTD_isError(size) != 0) std::abort();
  out.resize(size);
  return out;
}

// The objects in the order of their ranks, or one line that says what is wrong.
std::vector<std::string> load(std::string_view file, unsigned workers) {
  bulwark::sources::cluster::SnapshotOptions options;
  options.workers = workers;
  options.document.limits = {.bytes = 4096, .depth = 50, .entries = 10'000};
  Inventory inventory;
  const auto source = [rest = file](std::span<char> to) mutable -> bulwark::Result<std::size_t> {
    const std::size_t count = std::min(to.size(), rest.size());
    if (count > 0) std::memcpy(to.data(), rest.data(), count);
    rest.remove_prefix(count);
    return count;
  };
  const auto loaded = bulwark::sources::cluster::load_snapshot(source, options, inventory);
  if (!loaded) {
    if (!inventory.segments.empty() || !inventory.sources.empty() || inventory.documents != 0)
      std::abort();
    return {loaded.error().message};
  }
  if (inventory.documents != inventory.resources()) std::abort();
  std::vector<std::string> objects(inventory.resources());
  for (const auto& segment : inventory.segments) {
    for (const auto& resource : segment.resources)
      objects.at(resource.offset) = bulwark::formats::json_text(resource.root);
  }
  return objects;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (load(input, 1) != load(input, 2)) std::abort();
  const std::string file = compressed(input);
  if (load(file, 1) != load(file, 2)) std::abort();
  return 0;
}
