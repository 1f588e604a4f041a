// SPDX-License-Identifier: Apache-2.0
// Owners: which workload each resource belongs to, so that a Deployment's hundred pods are reported
// once.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "model/inventory.h"

namespace bulwark::scan {

/// Keys are hashes of cluster, namespace, kind and name: objects of two clusters never own each
/// other, while manifests own each other across files. The controller chain (pod, ReplicaSet,
/// Deployment) is followed to its top; an owner that was not read still has a key, so that its
/// children are told as one.
struct Owners {
  /// By segment and resource: the key of the workload at the top, 0 for a resource that is owned by
  /// nothing.
  std::vector<std::vector<std::uint64_t>> top;
  /// Keys that some resource is owned by.
  std::unordered_set<std::uint64_t> referenced;
  std::uint64_t seed = 0;  ///< of the keys
};

/// The reference with controller: true, else the only one; null when there is none, and for what a
/// Node owns: its static pods' mirrors are nobody's children in this sense.
const formats::Value* controller_of(const formats::Value& root);

/// `seed` is the process's: without it somebody could prepare two owners with one key, and hide
/// what is found in one of them behind the other.
Owners find_owners(const model::Inventory& inventory, std::uint64_t seed);

/// The end of the chain of owners that begins at `key`. `parents` maps a key to its owner's; a
/// chain that is longer than any real one (an operator's CR, Deployment, ReplicaSet, Pod is 4), or
/// a ring, is left where it is after 16 steps.
template <class Key, class Parents>
Key top_of(Key key, const Parents& parents) {
  constexpr int kLongestChain = 16;
  for (int hops = 0; hops < kLongestChain; ++hops) {
    const auto next = parents.find(key);
    if (next == parents.end()) break;
    key = next->second;
  }
  return key;
}

/// `cluster` is the name of the cluster, empty for what came from files.
std::uint64_t owner_key(std::string_view cluster, std::string_view name_space,
                        std::string_view kind, std::string_view name, std::uint64_t seed);

}  // namespace bulwark::scan
