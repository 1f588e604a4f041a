// SPDX-License-Identifier: Apache-2.0
#include "sources/container/registry_endpoints.h"

#include <utility>

namespace bulwark::sources::container {
namespace {

// "mirror.example:5000/team"
EndpointAddress mirror_address(const std::string& mirror, const std::string& repository) {
  const std::size_t slash = mirror.find('/');
  const std::string host = mirror.substr(0, slash);
  if (slash == std::string::npos) return {host, host, repository};
  return {host, host, mirror.substr(slash + 1) + "/" + repository};
}

}  // namespace

Result<std::unique_ptr<RegistryEndpoints>> RegistryEndpoints::open(const Reference& reference,
                                                                   const RegistryOptions& options,
                                                                   const std::stop_token& stop) {
  std::unique_ptr<RegistryEndpoints> out(new RegistryEndpoints(options));
  const auto add = [&](EndpointAddress address) -> Result<void> {
    out->endpoints_.push_back(TRY(RegistryEndpoint::open(std::move(address), out->options_, stop)));
    return {};
  };
  const auto mirrors = options.mirrors.find(reference.registry);
  if (mirrors != options.mirrors.end()) {
    for (const std::string& mirror : mirrors->second)
      TRY_VOID(add(mirror_address(mirror, reference.repository)));
  }
  const std::string host = reference.registry == "docker.io" ? "registry-1.docker.io"
                                                             : reference.registry;
  TRY_VOID(add({reference.registry, host, reference.repository}));
  return out;
}

Result<std::string> RegistryEndpoints::fetch(const std::string& path,
                                             const std::vector<std::string>& accept,
                                             const formats::BlockTaker& take,
                                             const std::stop_token& stop) {
  bool any = false;
  const formats::BlockTaker note = [&](std::string_view block) {
    any = true;
    return take(block);
  };
  Result<std::string> done = fail(ErrorCode::internal, "no registry");
  for (const auto& endpoint : endpoints_) {
    done = endpoint->fetch(path, accept, note, stop);
    // What has begun elsewhere cannot begin again here.
    if (done || any || done.error().code == ErrorCode::cancelled) return done;
  }
  return done;
}

}  // namespace bulwark::sources::container
