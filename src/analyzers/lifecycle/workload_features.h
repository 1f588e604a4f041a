// SPDX-License-Identifier: Apache-2.0
// Workload features: which workloads would get a seccomp profile from seccompDefault, and which
// could have a user namespace of their own, and what that ends.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/inventory.h"

namespace bulwark::analyzers::lifecycle {

/// A workload of which some containers run without a seccomp profile where the kubelet gives none.
struct WithoutProfile {
  const model::Resource* workload = nullptr;
  std::vector<std::string> containers;  ///< by name; those that are privileged never get one
};

/// A workload that could set hostUsers: false.
struct WithoutUsers {
  const model::Resource* workload = nullptr;
  std::vector<std::string> ended;     ///< the ways to the node that this ends: "privileged"
  std::vector<std::string> cautions;  ///< what to look at before: "volume data: nfs"
};

struct WorkloadFeatures {
  std::vector<WithoutProfile> without_profile;
  std::vector<WithoutUsers> without_users;
  std::uint64_t workloads = 0;  ///< all that there are
  /// Pods that run on a node, by its name, of which some container has no profile.
  std::map<std::string, std::uint64_t, std::less<>> pods_without_profile;
};

/// Of one cluster, or of all manifests together. Points into `inventory`.
WorkloadFeatures workload_features(const model::Inventory& inventory, std::string_view cluster);

}  // namespace bulwark::analyzers::lifecycle
