// SPDX-License-Identifier: Apache-2.0
// Node features: what each node could give its pods: the runtime's seccomp profile by default, and
// user namespaces of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/inventory.h"

namespace bulwark::analyzers::lifecycle {

/// A question's answer that need not be known.
enum class Known : std::uint8_t { no, yes, unknown };
/// "no", "yes", "unknown".
std::string_view name_of(Known known);

struct NodeFeatures {
  const model::Resource* node = nullptr;

  /// What the kubelet's seccompDefault is set to, and which document tells: its own, or the
  /// ConfigMap from which kubeadm configures kubelets.
  Known seccomp_default = Known::unknown;
  std::string seccomp_by;  ///< "Kubelet n1"; empty where nothing tells

  /// Whether a pod with hostUsers: false runs there.
  Known user_namespaces = Known::unknown;
  std::vector<std::string> why;  ///< what is missing, else what is not known: "Linux 5.15.0 (6.3 is
                                 ///< needed)"
};

/// By name. `api_server`: the lowest minor version of an API server, if that is known. Points into
/// `inventory`.
std::vector<NodeFeatures> node_features(const model::Inventory& inventory, std::string_view cluster,
                                        std::optional<std::uint32_t> api_server);

}  // namespace bulwark::analyzers::lifecycle
