// SPDX-License-Identifier: Apache-2.0
// Probe: what one port says to somebody without any credential. Asks only; nothing is written,
// no redirect is followed, and every wait has its deadline.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "io/address.h"
#include "io/http_head.h"
#include "io/tls_hello.h"
#include "sources/endpoint/service.h"

namespace bulwark::sources::endpoint {

struct ProbeRequest {
  io::HostPort address;
  Service service = Service::other;
  std::string server_name;         ///< for the handshake; empty: the host
  std::vector<std::string> names;  ///< what its certificate may be for besides
};

struct ProbeLimits {
  std::chrono::milliseconds connection = std::chrono::seconds(2);  ///< of one connection
  io::Moment end;                                                  ///< of everything
  std::stop_token stop = {};
};

/// What is not known is not there, and `doubts` say why.
struct EndpointFacts {
  enum class Reach : std::uint8_t { unknown, open, closed };
  enum class Speaks : std::uint8_t { unknown, tls, http };
  enum class ClientCertificate : std::uint8_t { unknown, none, requested, required };

  Reach reach = Reach::unknown;
  Speaks speaks = Speaks::unknown;
  std::optional<bool> plain_http;  ///< it answers without TLS
  std::map<io::TlsVersion, bool> versions;
  std::optional<std::vector<std::string>> weak_suites, cbc_suites;
  std::vector<std::string> chain;  ///< certificates in DER, the server's own first
  bool for_host = false;  ///< where there is a chain: its first certificate is for the address
  ClientCertificate client_certificate = ClientCertificate::unknown;
  std::map<std::string, io::HttpHead, std::less<>> answers;  ///< by path, without its query
  std::vector<std::string> doubts;                           ///< "TLS 1.0: no answer in time"
};

EndpointFacts probe(const ProbeRequest& request, const ProbeLimits& limits);

}  // namespace bulwark::sources::endpoint
