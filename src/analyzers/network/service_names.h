// SPDX-License-Identifier: Apache-2.0
// Service names: which Service a host name means to a pod, by the search path of its resolver.
#pragma once

#include <string_view>

#include "analyzers/network/services.h"

namespace bulwark::analyzers::network {

struct NamedService {
  const model::Resource* service = nullptr;  ///< null where the picture has none
  bool of_cluster = false;  ///< by its form the name can only be a Service's: it has ".svc"
  bool api_server = false;  ///< kubernetes.default
};

/// `host`: "cart", "cart.shop", "cart-0.cart.shop.svc.cluster.local"; lower case.
NamedService service_named(const Services& services, std::string_view name_space,
                           std::string_view host);

}  // namespace bulwark::analyzers::network
