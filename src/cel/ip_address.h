// SPDX-License-Identifier: Apache-2.0
// IP addresses and networks as Kubernetes' expressions have them: no zones, no IPv4 addresses in
// IPv6 form, no leading zeros.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"
#include "cel/value.h"

namespace bulwark::cel {

struct IpAddress {
  static constexpr std::string_view kTypeName = "net.IP";

  std::array<std::uint8_t, 16> bytes{};  ///< the first four of an IPv4 address
  bool is_v4 = false;

  /// The error's message is Kubernetes'.
  static Result<IpAddress> parse(std::string_view text);

  int bits() const { return is_v4 ? 32 : 128; }
  bool is_unspecified() const;
  bool is_loopback() const;
  bool is_link_local_multicast() const;
  bool is_link_local_unicast() const;
  bool is_global_unicast() const;
  /// All bits behind the first `prefix` cleared.
  IpAddress masked(int prefix) const;

  bool operator==(const IpAddress&) const = default;

  Equality compare(const IpAddress& other) const {
    return *this == other ? Equality::same : Equality::different;
  }
  /// The canonical form: lower case, the longest run of zero groups as "::".
  std::string text() const;
  IpAddress kept(Arena&) const { return *this; }
  std::uint64_t size() const { return is_v4 ? 4 : 16; }
};

/// Any address that Go reads, also those that expressions may not use. The error's message is Go's.
struct ZonedAddress {
  IpAddress address;
  bool has_zone = false;
};
Result<ZonedAddress> parse_zoned_address(std::string_view text);

/// An address and how many of its bits are the network's. The bits behind them may be set.
struct Cidr {
  static constexpr std::string_view kTypeName = "net.CIDR";

  IpAddress address;
  int prefix = 0;

  static Result<Cidr> parse(std::string_view text);

  bool contains(const IpAddress& other) const;
  bool contains(const Cidr& other) const;
  Cidr masked() const { return {address.masked(prefix), prefix}; }

  bool operator==(const Cidr&) const = default;

  Equality compare(const Cidr& other) const {
    return *this == other ? Equality::same : Equality::different;
  }
  std::string text() const { return address.text() + "/" + std::to_string(prefix); }
  Cidr kept(Arena&) const { return *this; }
  std::uint64_t size() const { return (static_cast<std::uint64_t>(prefix) + 7) / 8; }
};

}  // namespace bulwark::cel
