// SPDX-License-Identifier: Apache-2.0
// Reads its input as a bbolt database: walks end, and keys of a bucket come from within the file.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/bolt.h"
#include "sources/container/containerd_store.h"
#include "tells_why.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  using namespace bulwark;
  const auto read_at = [text](std::uint64_t offset, std::size_t wanted) -> Result<std::string> {
    if (offset >= text.size()) return std::string();
    return std::string(text.substr(offset, wanted));
  };
  formats::BoltLimits limits;
  limits.entries = 100'000;
  limits.page = std::size_t{1} << 20;
  const auto database = formats::BoltReader::open(read_at, limits);
  if (!database) return 0;
  std::size_t bytes = 0;
  tells_why(database->walk(database->root(),
                           [&](std::string_view key, std::string_view value, bool) -> Result<bool> {
                             bytes += key.size() + value.size();
                             return true;
                           }));
  tells_why(sources::container::list_containerd_images(*database));
  return 0;
}
