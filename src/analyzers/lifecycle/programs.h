// SPDX-License-Identifier: Apache-2.0
// Programs: which of Kubernetes' own programs run in a picture, and in which version.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/lifecycle/version.h"
#include "model/inventory.h"

namespace bulwark::analyzers::lifecycle {

/// In the order in which they are upgraded.
enum class ProgramKind : std::uint8_t {
  api_server,
  controller_manager,
  scheduler,
  cloud_controller_manager,
  kube_proxy,
  kubelet,
};

/// "API server", "kubelet", ...
std::string_view name_of(ProgramKind kind);

struct Program {
  ProgramKind kind = ProgramKind::api_server;
  const model::Resource* resource = nullptr;  ///< that tells of it
  std::string path;                           ///< within the resource, of its version
  std::string text;                           ///< the version as it is told; empty: not told
  std::optional<Version> version;             ///< nothing: not told, or no version
  bool as_kubernetes = true;  ///< false for a provider's own cloud controller manager, whose
                              ///< numbers are its own

  /// 34 of "v1.34.4"; nothing where the version is not one of Kubernetes 1.
  std::optional<std::uint32_t> minor() const;
  /// "kubelet n4", "API server".
  std::string title() const;
};

/// Of one cluster (`cluster` is its name) or of all manifests together (empty). In the order of
/// kinds, then of names. What a Deployment and its pods tell is told once. Points into `inventory`.
std::vector<Program> programs_of(const model::Inventory& inventory, std::string_view cluster);

/// The lowest and the highest minor version of these programs that are of `kind`.
struct Minors {
  std::uint32_t lowest = 0, highest = 0;
};
std::optional<Minors> minors_of(const std::vector<Program>& programs, ProgramKind kind);

}  // namespace bulwark::analyzers::lifecycle
