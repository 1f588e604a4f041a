// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/service_names.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace bulwark::analyzers::network {

NamedService service_named(const Services& services, std::string_view name_space,
                           std::string_view host) {
  std::vector<std::string> parts = bulwark::split(host, '.');
  NamedService out;
  if (parts.empty()) return out;
  const auto svc = std::find(parts.begin(), parts.end(), "svc");
  out.of_cluster = svc - parts.begin() == 2 || svc - parts.begin() == 3;
  if (svc == parts.end()) {
    out.of_cluster = false;
  } else if (out.of_cluster) {
    parts.erase(svc, parts.end());
  }
  const std::size_t count = parts.size();
  if (count == 1) out.service = services.find(name_space, parts[0]);
  // NAME.NAMESPACE, else a pod's own name behind a headless Service.
  if (count == 2) out.service = services.find(parts[1], parts[0]);
  if (count == 2 && out.service == nullptr && !out.of_cluster)
    out.service = services.find(name_space, parts[1]);
  if (count == 3) out.service = services.find(parts[2], parts[1]);
  // Its Service selects no pods.
  const bool of_default = count == 1 ? out.service == nullptr || name_space == "default"
                                     : count == 2 && parts[1] == "default";
  out.api_server = of_default && parts[0] == "kubernetes";
  return out;
}

}  // namespace bulwark::analyzers::network
