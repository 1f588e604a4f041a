// SPDX-License-Identifier: Apache-2.0
// Pod sets: what selectors select, each distinct selector asked once, so that equal sets are one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/endpoints.h"

namespace bulwark::analyzers::network {

/// Sorted, never null. Equal selectors have the same one.
using PodSet = std::shared_ptr<const std::vector<EndpointId>>;

enum class HostNetwork : std::uint8_t { kept, left_out };

class PodSets {
 public:
  /// `endpoints` must outlive it, and so must the selectors that it is asked about.
  explicit PodSets(const Endpoints& endpoints) : endpoints_(endpoints) {}

  /// `pods` null: all pods of the namespace.
  PodSet in_namespace(std::string_view name_space, const formats::Value* pods);
  /// The same in each namespace that the other selector selects (null: in all).
  PodSet in_namespaces(const formats::Value* name_spaces, const formats::Value* pods,
                       HostNetwork host);

  static const PodSet& none();

 private:
  const Endpoints& endpoints_;
  std::map<std::string, PodSet, std::less<>> known_;
};

}  // namespace bulwark::analyzers::network
