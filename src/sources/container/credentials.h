// SPDX-License-Identifier: Apache-2.0
// Credentials for registries, from where docker and podman keep them: config.json and auth.json,
// and the helpers that these name.
#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sources/container/registry_options.h"

namespace bulwark::sources::container {

/// What one such file says.
struct CredentialFile {
  std::map<std::string, RegistryCredential> entries;  ///< by registry, or registry/path
  std::map<std::string, std::string> helpers;         ///< by registry
  std::string store;                                  ///< the helper for all others; may be empty
  bool operator==(const CredentialFile&) const = default;
};
/// `malformed`; what it says of secrets is not repeated.
Result<CredentialFile> parse_credential_file(std::string_view text);

/// The entry for an image: of its repository, of what is above that, of its registry.
const RegistryCredential* find_credential(const std::map<std::string, RegistryCredential>& entries,
                                          std::string_view registry, std::string_view repository);

/// What `docker-credential-NAME get` prints. Nothing where it knows none.
Result<std::optional<RegistryCredential>> parse_helper_output(std::string_view output);

/// Asks `options.credentials`, then each file of `options.credential_files` that is there, its
/// helpers included. Nothing where none knows any. Errors are those of files and helpers: who has
/// credentials would not be served without them.
Result<std::optional<RegistryCredential>> credential_for(const RegistryOptions& options,
                                                         std::string_view registry,
                                                         std::string_view repository,
                                                         const std::stop_token& stop);

}  // namespace bulwark::sources::container
