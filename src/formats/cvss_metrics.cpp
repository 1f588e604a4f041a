// SPDX-License-Identifier: Apache-2.0
// One pass over the vector; a bit for each metric that was seen.
#include "formats/cvss_metrics.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

namespace bulwark::formats {
namespace {

bool allows(const CvssMetric& metric, std::string_view value) {
  for (std::string_view rest = metric.values; !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find(','));
    if (one == value) return true;
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
  }
  return false;
}

// The place among base metrics, then others; or their number.
std::size_t find(std::string_view name, std::span<const CvssMetric> base,
                 std::span<const CvssMetric> others) {
  for (std::size_t at = 0; at < base.size(); ++at)
    if (base[at].name == name) return at;
  for (std::size_t at = 0; at < others.size(); ++at)
    if (others[at].name == name) return base.size() + at;
  return base.size() + others.size();
}

std::unexpected<Error> wrong(std::string_view what, std::string_view text) {
  constexpr std::size_t kShown = 40;
  return fail(ErrorCode::malformed,
              fmt::format("CVSS vector: {} '{}'", what, text.substr(0, kShown)));
}

}  // namespace

Result<CvssBase> read_cvss_metrics(std::string_view text, std::span<const CvssMetric> base,
                                   std::span<const CvssMetric> others) {
  CvssBase out;
  std::uint64_t seen = 0;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find('/'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos) return wrong("no metric with a value", part);
    const std::size_t at = find(part.substr(0, colon), base, others);
    if (at == base.size() + others.size()) return wrong("unknown metric", part);
    const std::string_view value = part.substr(colon + 1);
    if (!allows(at < base.size() ? base[at] : others[at - base.size()], value))
      return wrong("unknown value", part);
    if ((seen >> at & 1) != 0) return wrong("twice", part);
    seen |= std::uint64_t{1} << at;
    if (at < base.size()) out.set(at, value.front());
  }
  for (std::size_t at = 0; at < base.size(); ++at)
    if ((seen >> at & 1) == 0) return wrong("it has no metric", base[at].name);
  return out;
}

}  // namespace bulwark::formats
