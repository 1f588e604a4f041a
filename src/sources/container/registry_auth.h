// SPDX-License-Identifier: Apache-2.0
// What a registry must be shown to serve a repository: a name and password, or a token that it
// sends us to fetch (distribution-spec; Docker's "Token Authentication Specification").
#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/http.h"
#include "sources/container/challenge.h"
#include "sources/container/registry_options.h"

namespace bulwark::sources::container {

/// Of one repository of one registry. Several threads may use it.
class RegistryAuth {
 public:
  /// `host`: of the registry, as "registry.example:5000". `plain`: it is spoken to by http.
  /// `options` must outlive it.
  RegistryAuth(const RegistryOptions& options, std::string registry, std::string repository,
               bool plain, std::stop_token stop)
      : options_(options),
        registry_(std::move(registry)),
        repository_(std::move(repository)),
        plain_(plain),
        stop_(std::move(stop)) {}

  /// The header to send ("Authorization: ..."); empty: none yet.
  std::string header() const;

  /// After a 401 to a request that was sent with `used`: makes a new header. `denied` where there
  /// is none that the registry could take.
  Result<void> answer(const std::vector<std::string>& authenticate, const std::string& used);

 private:
  Result<std::string> bearer(const Challenge& challenge);
  Result<io::HttpRequest> token_request(const Challenge& challenge) const;
  Result<void> load_credential();

  const RegistryOptions& options_;
  std::string registry_;
  std::string repository_;
  bool plain_;
  std::stop_token stop_;
  mutable std::mutex mutex_;
  bool loaded_ = false;
  std::optional<RegistryCredential> credential_;
  std::string header_;
};

/// What every connection to a registry or to what it sends us to is made with.
io::HttpOptions registry_http_options(const RegistryOptions& options, const std::stop_token& stop);

/// Waits; `cancelled` as soon as `stop` is asked for.
Result<void> pause(std::chrono::milliseconds time, const std::stop_token& stop);

/// Of a URL: "https://host:port", and "host:port" alone. Empty where it is none.
std::string origin_of(std::string_view url);
std::string_view host_of(std::string_view url);

/// 127.0.0.0/8, ::1, localhost, with a port or without.
bool is_loopback(std::string_view host);

}  // namespace bulwark::sources::container
