// SPDX-License-Identifier: Apache-2.0
// Backends: which Services Ingresses, OpenShift's Routes and the Gateway API's routes send
// connections to.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "analyzers/network/connections.h"
#include "formats/value.h"
#include "model/inventory.h"

namespace bulwark::analyzers::network {

struct Backend {
  std::string_view name_space, name;     ///< of the Service
  const formats::Value* port = nullptr;  ///< see ServicePort
  Protocol protocol = Protocol::tcp;
};

using TakeBackend = std::function<void(const Backend& backend)>;

/// What lets routes of one namespace send to Services of another.
class ReferenceGrants {
 public:
  void add(const model::Resource& resource);  ///< of any kind
  bool allows(const model::Resource& route, std::string_view name_space,
              std::string_view service) const;

 private:
  std::set<std::string, std::less<>> granted_;
};

/// Of a resource of any other kind: nothing.
void each_backend(const model::Resource& resource, const ReferenceGrants& grants,
                  const TakeBackend& take);

}  // namespace bulwark::analyzers::network
