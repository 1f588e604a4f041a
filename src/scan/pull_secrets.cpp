// SPDX-License-Identifier: Apache-2.0
#include "scan/pull_secrets.h"

#include <fmt/core.h>

#include "sources/cluster/pull_secret.h"
#include "sources/container/credentials.h"
#include "sources/container/kubelet_credentials.h"

namespace bulwark::scan {

namespace container = sources::container;

// The live ones are the last clusters of the inventory, in their order.
PullSecrets::PullSecrets(const LiveTargets& live, const model::Inventory& inventory) {
  const std::size_t first = inventory.clusters.size() - live.clusters.size();
  for (std::size_t i = 0; i < live.clusters.size(); ++i)
    clients_.emplace(inventory.clusters[first + i].source,
                     std::make_unique<sources::cluster::ApiClient>(live.clusters[i], live.api));
}

Result<PullSecrets::Credentials> PullSecrets::read(std::uint32_t source, const PullSecret& secret) {
  const auto client = clients_.find(source);
  if (client == clients_.end()) return Credentials();
  const std::string text = TRY(
      sources::cluster::read_pull_secret(*client->second, secret.name_space, secret.name));
  return TRY(container::parse_credential_file(text)).entries;
}

std::vector<container::RegistryCredential> PullSecrets::of(std::uint32_t source,
                                                           const std::set<PullSecret>& secrets,
                                                           const container::Reference& image,
                                                           std::vector<std::string>& problems) {
  std::vector<Credentials> all;
  for (const PullSecret& secret : secrets) {
    const auto [known, fresh] = read_.try_emplace({source, secret});
    if (fresh) {
      auto credentials = read(source, secret);
      if (credentials) {
        known->second = *std::move(credentials);
      } else {
        problems.push_back(fmt::format("pull secret {}/{}: {}", secret.name_space, secret.name,
                                       credentials.error().text()));
      }
    }
    all.push_back(known->second);
  }
  return container::kubelet_credentials(all, image.registry, image.repository);
}

}  // namespace bulwark::scan
