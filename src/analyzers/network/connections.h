// SPDX-License-Identifier: Apache-2.0
// Connections: a set of ports of TCP, UDP and SCTP in its one canonical form.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::analyzers::network {

enum class Protocol : std::uint8_t { tcp, udp, sctp };
inline constexpr std::size_t kProtocols = 3;

/// "TCP"
std::string_view name_of(Protocol protocol);
/// False for what no policy can name.
bool protocol_from(std::string_view name, Protocol& out);

inline constexpr std::uint16_t kFirstPort = 1, kLastPort = 65535;

/// Both ends belong to it.
struct PortRange {
  std::uint16_t first = kFirstPort, last = kLastPort;
  auto operator<=>(const PortRange&) const = default;
};

class Connections {
 public:
  Connections() = default;  ///< none
  static Connections all();
  static Connections of(Protocol protocol, PortRange range);

  void unite(const Connections& other);
  void intersect(const Connections& other);
  void subtract(const Connections& other);

  bool is_empty() const;
  bool is_all() const { return *this == all(); }
  bool contains(Protocol protocol, std::uint16_t port) const;
  /// Sorted, without ranges that touch.
  const std::vector<PortRange>& ports(Protocol protocol) const {
    return ranges_[static_cast<std::size_t>(protocol)];
  }

  /// "All Connections", "No Connections", "SCTP 9003,TCP 80,443-445": protocols by name.
  std::string text() const;
  bool operator==(const Connections&) const = default;
  auto operator<=>(const Connections&) const = default;

 private:
  std::array<std::vector<PortRange>, kProtocols> ranges_;
};

}  // namespace bulwark::analyzers::network
