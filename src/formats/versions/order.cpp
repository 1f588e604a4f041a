// SPDX-License-Identifier: Apache-2.0
// The schemes by name, and the way from each to its function.
#include "formats/versions/order.h"

#include <algorithm>
#include <array>

#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"

namespace bulwark::formats {
namespace {

using Compare = versions::Order (*)(std::string_view, std::string_view);

struct Scheme {
  VersionScheme scheme;
  std::string_view name;
  Compare compare;
};

// In the order of VersionScheme.
constexpr std::array kSchemes = {
    Scheme{VersionScheme::alpine, "alpine", versions::compare_alpine},
    Scheme{VersionScheme::debian, "debian", versions::compare_debian},
    Scheme{VersionScheme::redhat, "redhat", versions::compare_redhat},
    Scheme{VersionScheme::semver, "semver", versions::compare_semver},
    Scheme{VersionScheme::go, "go", versions::compare_go},
    Scheme{VersionScheme::pypi, "pypi", versions::compare_pypi},
    Scheme{VersionScheme::maven, "maven", versions::compare_maven},
    Scheme{VersionScheme::rubygems, "rubygems", versions::compare_rubygems},
    Scheme{VersionScheme::nuget, "nuget", versions::compare_nuget},
    Scheme{VersionScheme::packagist, "packagist", versions::compare_packagist},
};

constexpr bool in_order() {
  for (std::size_t at = 0; at < kSchemes.size(); ++at)
    if (static_cast<std::size_t>(kSchemes[at].scheme) != at) return false;
  return true;
}
static_assert(in_order());

const Scheme& of(VersionScheme scheme) { return kSchemes[static_cast<std::size_t>(scheme)]; }

}  // namespace

std::string_view name(VersionScheme scheme) { return of(scheme).name; }

std::optional<VersionScheme> version_scheme_from(std::string_view name) {
  const auto found = std::ranges::find_if(kSchemes, [&](const Scheme& scheme) {
    return versions::compare_caseless(scheme.name, name) == 0;
  });
  if (found == kSchemes.end()) return std::nullopt;
  return found->scheme;
}

std::optional<std::weak_ordering> compare_versions(VersionScheme scheme, std::string_view a,
                                                   std::string_view b) {
  // Whatever it means, it means the same.
  if (a == b) return std::weak_ordering::equivalent;
  return of(scheme).compare(a, b);
}

}  // namespace bulwark::formats
