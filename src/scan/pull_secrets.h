// SPDX-License-Identifier: Apache-2.0
// Pull secrets: credentials for registries that live clusters hold, read when an image needs them
// and forgotten with the scan.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/inventory.h"
#include "scan/bring_in.h"
#include "scan/used_images.h"
#include "sources/cluster/api_client.h"
#include "sources/container/reference.h"
#include "sources/container/registry_options.h"

namespace bulwark::scan {

/// Not thread-safe. Both must outlive it.
class PullSecrets {
 public:
  PullSecrets(const LiveTargets& live, const model::Inventory& inventory);

  /// What of these Secrets of a cluster a kubelet would try for an image, one after another. What
  /// cannot be read is appended to `problems`, once for each Secret. Of a cluster that is not live:
  /// nothing.
  std::vector<sources::container::RegistryCredential> of(std::uint32_t source,
                                                         const std::set<PullSecret>& secrets,
                                                         const sources::container::Reference& image,
                                                         std::vector<std::string>& problems);

 private:
  using Credentials = std::map<std::string, sources::container::RegistryCredential>;

  Result<Credentials> read(std::uint32_t source, const PullSecret& secret);

  std::map<std::uint32_t, std::unique_ptr<sources::cluster::ApiClient>> clients_;  ///< by source
  std::map<std::pair<std::uint32_t, PullSecret>, Credentials> read_;
};

}  // namespace bulwark::scan
