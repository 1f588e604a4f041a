// SPDX-License-Identifier: Apache-2.0
// The order of versions, as each ecosystem's own tools have it.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bulwark::formats {

enum class VersionScheme : std::uint8_t {
  alpine,     ///< apk-tools
  debian,     ///< deb-version(7)
  redhat,     ///< rpmvercmp
  semver,     ///< Semantic Versioning 2.0.0: npm, Cargo
  go,         ///< semver with Go's pseudo-versions and "+incompatible"
  pypi,       ///< PEP 440
  maven,      ///< ComparableVersion
  rubygems,   ///< Gem::Version
  nuget,      ///< NuGet's SemVer with four numbers
  packagist,  ///< version_compare as Composer normalizes it
};

/// "debian", "pypi": as `bulwark db compare` names them.
std::string_view name(VersionScheme scheme);
std::optional<VersionScheme> version_scheme_from(std::string_view name);

/// How `a` stands to `b`. Nothing: the scheme does not say (one of them is no version, or a Go
/// pseudo-version without a base stands against a release), so neither is older.
std::optional<std::weak_ordering> compare_versions(VersionScheme scheme, std::string_view a,
                                                   std::string_view b);

}  // namespace bulwark::formats
