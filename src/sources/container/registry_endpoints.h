// SPDX-License-Identifier: Apache-2.0
// RegistryEndpoints: a repository at its registry and at the mirrors of that.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "sources/container/reference.h"
#include "sources/container/registry_endpoint.h"
#include "sources/container/registry_options.h"

namespace bulwark::sources::container {

/// Several threads may use it. Neither copied nor moved.
class RegistryEndpoints {
 public:
  static Result<std::unique_ptr<RegistryEndpoints>> open(const Reference& reference,
                                                         const RegistryOptions& options,
                                                         const std::stop_token& stop);
  RegistryEndpoints(const RegistryEndpoints&) = delete;
  RegistryEndpoints& operator=(const RegistryEndpoints&) = delete;

  /// As RegistryEndpoint::fetch, of the first of them that gives anything: mirrors are asked first.
  /// Errors: those of the registry itself.
  Result<std::string> fetch(const std::string& path, const std::vector<std::string>& accept,
                            const formats::BlockTaker& take, const std::stop_token& stop);

 private:
  explicit RegistryEndpoints(RegistryOptions options) : options_(std::move(options)) {}

  const RegistryOptions options_;  ///< the endpoints refer to it
  std::vector<std::unique_ptr<RegistryEndpoint>> endpoints_;
};

}  // namespace bulwark::sources::container
