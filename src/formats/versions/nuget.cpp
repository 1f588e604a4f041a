// SPDX-License-Identifier: Apache-2.0
// Versions of NuGet: up to four numbers, then as Semantic Versioning, with letters of any case.
#include "formats/versions/schemes.h"
#include "formats/versions/semver.h"

namespace bulwark::formats::versions {

Order compare_nuget(std::string_view a, std::string_view b) {
  const auto x = read_semver(a, 4), y = read_semver(b, 4);
  if (!x || !y) return std::nullopt;
  return compare(*x, *y, Letters::of_any_case);
}

}  // namespace bulwark::formats::versions
