// SPDX-License-Identifier: Apache-2.0
// Version: what programs of a cluster say of themselves: "v1.29.3-gke.100", "v1.28.5+k3s1",
// "6.1.0-18-amd64", "2.0.0-rc.1".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bulwark::analyzers::lifecycle {

struct Version {
  std::uint32_t major = 0, minor = 0;
  std::optional<std::uint32_t> patch;  ///< "1.29" has none
  std::string rest;                    ///< behind the numbers: "-gke.100", "+k3s1"

  /// False for alphas, betas and release candidates.
  bool is_release() const;
  /// Who built it, where its suffix says so: "gke", "eks", "k3s", "rke2"; else empty.
  std::string_view vendor() const;
  /// Whether it is that release or a later one, whatever its suffix says; a pre-release is not the
  /// release.
  bool is_from(std::uint32_t least_major, std::uint32_t least_minor) const;

  bool operator==(const Version&) const = default;
};

/// Nothing where `text` does not begin with two numbers, or is longer than any version is.
std::optional<Version> parse_version(std::string_view text);

}  // namespace bulwark::analyzers::lifecycle
