// SPDX-License-Identifier: Apache-2.0
// Doubt: the connections on which policies may decide that are not modelled. They are listed as
// what the modelled policies make of them, and are not known.
#pragma once

#include <span>
#include <vector>

#include "analyzers/network/endpoints.h"
#include "analyzers/network/policy.h"

namespace bulwark::analyzers::network {

/// Must not outlive the policies.
class Doubt {
 public:
  Doubt(const Endpoints& endpoints, const Policies& policies);

  /// What may decide otherwise on connections from one of these pods to one of those; no pods: what
  /// is outside. In the policies' order.
  std::vector<const PolicyFault*> of(std::span<const EndpointId> from,
                                     std::span<const EndpointId> to) const;
  /// The same, of those alone that may close what is allowed without them.
  std::vector<const PolicyFault*> on_allowed(std::span<const EndpointId> from,
                                             std::span<const EndpointId> to) const;
  /// On that pod's connections in one direction, whoever has the other end.
  std::vector<const PolicyFault*> on(EndpointId pod, Direction direction) const {
    const std::span<const EndpointId> one(&pod, 1);
    return direction == Direction::ingress ? of({}, one) : of(one, {});
  }

 private:
  std::vector<const PolicyFault*> faults_;
  /// By pod, numbers of `faults_`; empty where there is no doubt.
  std::vector<std::vector<std::uint32_t>> ingress_, egress_;
};

/// "AuthorizationPolicy shop/cart, UserDefinedNetwork shop/own"
std::string titles_of(std::span<const PolicyFault* const> faults);

}  // namespace bulwark::analyzers::network
