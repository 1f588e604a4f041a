// SPDX-License-Identifier: Apache-2.0
// Generation: the NetworkPolicies (networking.k8s.io/v1) that let pass what is wanted and nothing
// else, one for each workload, isolated in both directions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzers/network/policy.h"
#include "analyzers/network/wanted.h"
#include "model/inventory.h"

namespace bulwark::analyzers::network {

/// What each policy says it is for: an annotation.
inline constexpr std::string_view kWhyAnnotation = "bulwark.dev/why";

struct GeneratedPolicy {
  std::string title;  ///< "shop/cart-deployment"
  std::string json;
};

struct Generated {
  std::vector<GeneratedPolicy> policies;  ///< by workload
  std::vector<std::string> ambiguous;     ///< where labels do not tell workloads apart
};

/// Names keep clear of those that are `taken` ("shop/cart-deployment").
Generated generate(const WantedConnections& wanted, const std::set<std::string>& taken);

/// Generated policies as the analysis reads all others.
struct ReadBack {
  model::Inventory inventory;
  Policies policies;
};
std::unique_ptr<const ReadBack> read_back(const Generated& generated, const Endpoints& endpoints);

/// Two ends that do not have just what is wanted.
struct Inexact {
  std::string from, to;  ///< titles
  Connections surplus, missing;
};

/// What the policies allow and what is wanted, wherever one end is a workload that is isolated.
/// Whatever is wanted from anybody is wanted from workloads that are not isolated.
std::vector<Inexact> inexact(const WantedConnections& wanted, const Policies& policies);

}  // namespace bulwark::analyzers::network
