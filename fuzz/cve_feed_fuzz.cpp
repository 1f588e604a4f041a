// SPDX-License-Identifier: Apache-2.0
// Reads its input as a feed or OSV: what is read can be written as a feed and read again, with the
// same ranges where they were all understood.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "knowledge/cve_feed.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bulwark::Limits limits{.bytes = 1 << 20, .depth = 50, .entries = 10'000};
  const auto set = bulwark::knowledge::read_cves(text, "fuzz", limits);
  if (!set) return 0;
  for (const auto& cve : set->cves) {
    require(!cve.id.empty());
    // What tells no versions is never taken for one that affects nobody.
    require(!cve.affected.empty() || !cve.unread.empty());
  }
  const auto again = bulwark::knowledge::read_cves(bulwark::knowledge::feed_json(*set), "again");
  require(again.has_value());
  return 0;
}
