// SPDX-License-Identifier: Apache-2.0
// Address: a host and a port as people write them, and the addresses of the network that a host is.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <compare>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::io {

struct HostPort {
  std::string host;  ///< a name or an address, without brackets
  std::uint16_t port = 0;

  /// "node:10250", "[fd00::1]:10250"
  std::string text() const;
  auto operator<=>(const HostPort&) const = default;
};

/// "10.0.0.1:6443", "[fd00::1]:6443", "api.example.com:6443".
Result<HostPort> parse_host_port(std::string_view text);
/// Of "https://host:port/path"; without a port 443, or 80 of http.
Result<HostPort> host_port_of_url(std::string_view url);

/// What kind of address a host is; `name` where it is none.
enum class AddressKind : std::uint8_t { name, ordinary, loopback, link_local, unspecified };
AddressKind address_kind(const std::string& host);

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

using Moment = std::chrono::steady_clock::time_point;

/// Asks nobody where the host is an address. `not_found` where nobody knows the name; `timeout`,
/// `cancelled` soon after `stop` is asked for.
Result<std::vector<SocketAddress>> resolve(const HostPort& address, Moment end,
                                           const std::stop_token& stop);

}  // namespace bulwark::io
