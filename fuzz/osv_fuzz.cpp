// SPDX-License-Identifier: Apache-2.0
// Reads its input as one OSV object: written and read again it has the same ranges, and each span
// holds the version that it begins with.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "knowledge/cve_osv.h"
#include "knowledge/cve_range.h"

namespace {

using namespace bulwark::knowledge;

void require(bool holds) {
  if (!holds) std::abort();
}

bool begins_inside(const CveSpan& span) {
  const auto version = parse_cve_version(span.from);
  if (!version) return false;
  if (matches(span, *version) != CveMatch::no) return true;
  // Of spans that hold nothing: they end where they begin, or a limit is before.
  const std::string& end = span.fixed.empty() ? span.limit : span.fixed;
  return !end.empty() || !span.last.empty();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cve = read_osv(text, {.bytes = 1 << 20, .depth = 50, .entries = 10'000});
  if (!cve) return 0;
  require(!cve->id.empty());
  require(!cve->affected.empty() || !cve->unread.empty());
  for (const CveAffected& one : cve->affected) {
    require(!one.spans.empty() || !one.versions.empty() || !cve->unread.empty());
    for (const CveSpan& span : one.spans) require(begins_inside(span));
  }
  const auto again = read_osv(osv_json(*cve));
  require(again.has_value());
  return 0;
}
