// SPDX-License-Identifier: Apache-2.0
// RegistryEndpoint: one repository of one registry or mirror, by HTTP (OCI distribution-spec 1.1).
//
// Redirects are followed: not out of encryption, not in circles, and credentials go to the registry
// alone. What breaks off goes on from where it was.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "formats/unpack.h"
#include "sources/container/registry_auth.h"

namespace bulwark::sources::container {

/// Where a registry is.
struct EndpointAddress {
  std::string registry;    ///< as credentials are kept for: "docker.io"
  std::string host;        ///< as it is reached: "registry-1.docker.io"
  std::string repository;  ///< with what a mirror has in front of it
};

/// Several threads may use it; each request has a connection of its own.
class RegistryEndpoint {
 public:
  /// `options` must outlive it. A loopback registry that does not speak https is spoken to by http.
  static Result<std::unique_ptr<RegistryEndpoint>> open(EndpointAddress address,
                                                        const RegistryOptions& options,
                                                        const std::stop_token& stop);

  /// `path` is behind the repository: "manifests/latest". Bytes are given on as they come; after an
  /// error some may have been. Returns where a list goes on (RFC 8288, rel="next"), a URL or a part
  /// of one; empty: nowhere. Errors: `denied`, `not_found`, `unavailable` (after all tries),
  /// `timeout`.
  Result<std::string> fetch(const std::string& path, const std::vector<std::string>& accept,
                            const formats::BlockTaker& take, const std::stop_token& stop);

  const std::string& host() const { return address_.host; }

 private:
  RegistryEndpoint(EndpointAddress address, const RegistryOptions& options, bool plain,
                   const std::stop_token& stop);

  EndpointAddress address_;
  const RegistryOptions& options_;
  bool plain_;
  RegistryAuth auth_;
};

}  // namespace bulwark::sources::container
