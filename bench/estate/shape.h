// SPDX-License-Identifier: Apache-2.0
// How large the estate is, and what its objects are called.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace bulwark::bench {

/// StackRox's published "xlarge" load at scale 1: 15,000 deployments of 5 pods each, 1,000 nodes,
/// 50,000 service accounts, roles and bindings.
struct Shape {
  std::uint64_t seed = 1;
  double scale = 1;

  std::uint64_t scaled(std::uint64_t count) const {
    const auto rounded = std::llround(static_cast<double>(count) * scale);
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(rounded));
  }
  std::uint64_t deployments() const { return scaled(15'000); }
  /// Four deployments, in four namespaces, share a template.
  std::uint64_t templates() const { return scaled(3'750); }
  std::uint64_t nodes() const { return scaled(1'000); }
  std::uint64_t identities() const { return scaled(50'000); }
  std::uint64_t namespaces() const { return scaled(500); }
  static constexpr std::uint64_t kPods = 5;
};

inline std::string namespace_name(std::uint64_t index) { return fmt::format("team-{:03}", index); }
inline std::string node_name(std::uint64_t index) {
  return fmt::format("ip-10-{}-{}-{}.eu-central-1.compute.internal", index / 65536,
                     index / 256 % 256, index % 256);
}
/// The index must be small for the names to stay within what Kubernetes takes.
inline std::string identity_name(std::uint64_t index) {
  return fmt::format("workload-{:05}", index);
}

inline constexpr const char* kCreated = "2026-03-14T09:26:53Z";

}  // namespace bulwark::bench
