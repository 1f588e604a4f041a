// SPDX-License-Identifier: Apache-2.0
// Semantic versions (2.0.0) as Kubernetes reads and orders them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"
#include "cel/value.h"

namespace bulwark::cel {

struct Semver {
  static constexpr std::string_view kTypeName = "kubernetes.Semver";

  /// The error's message is Kubernetes'.
  static Result<Semver> parse(std::string_view text, Arena& arena);
  /// Without a leading "v" and leading zeros, with missing minor and patch numbers filled up.
  static Result<Semver> parse_normalized(std::string_view text, Arena& arena);

  /// -1, 0 or 1; the build's name does not count.
  int compared_with(const Semver& other) const;

  Equality compare(const Semver& other) const {
    return compared_with(other) == 0 ? Equality::same : Equality::different;
  }
  std::string text() const;
  Semver kept(Arena& arena) const;
  std::uint64_t size() const { return 1; }

  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string_view prerelease{};  ///< "rc.1"; empty when it is a release
  std::string_view build{};
};

}  // namespace bulwark::cel
