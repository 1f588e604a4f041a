// SPDX-License-Identifier: Apache-2.0
// What a node tells, read as a frame of zstd and as the text in it: what is taken is written and
// read again the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "formats/json_write.h"
#include "formats/zstd.h"
#include "scan/node_facts.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 16;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto bytes = bulwark::formats::decompress_zstd(text, kMostBytes))
    require(bytes->size() <= kMostBytes);

  bulwark::formats::Pool pool(1, 1);
  bulwark::formats::Builder builder(pool);
  const auto facts = bulwark::scan::read_node_facts(text, builder);
  if (!facts) return 0;
  const std::string written = bulwark::scan::node_facts_text(*facts);
  const auto again = bulwark::scan::read_node_facts(written, builder);
  require(again.has_value() && bulwark::scan::node_facts_text(*again) == written);
  require(again->gaps == facts->gaps);
  return 0;
}
