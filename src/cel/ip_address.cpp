// SPDX-License-Identifier: Apache-2.0
// What addresses are: their kinds, their networks, their canonical text. ip_parse.cpp reads them.
#include "cel/ip_address.h"

#include <algorithm>

#include <fmt/format.h>

namespace bulwark::cel {
namespace {

bool all_zero(const IpAddress& address, std::size_t first, std::size_t count) {
  return std::all_of(address.bytes.begin() + static_cast<std::ptrdiff_t>(first),
                     address.bytes.begin() + static_cast<std::ptrdiff_t>(first + count),
                     [](std::uint8_t byte) { return byte == 0; });
}

bool is_multicast(const IpAddress& address) {
  return address.is_v4 ? (address.bytes[0] & 0xF0) == 0xE0 : address.bytes[0] == 0xFF;
}

bool is_broadcast(const IpAddress& address) {
  return address.is_v4 && std::all_of(address.bytes.begin(), address.bytes.begin() + 4,
                                      [](std::uint8_t byte) { return byte == 0xFF; });
}

std::string text_of_v6(const IpAddress& address) {
  const auto group = [&](std::size_t i) {
    return static_cast<unsigned>(address.bytes[2 * i] << 8 | address.bytes[2 * i + 1]);
  };
  constexpr std::size_t kGroups = 8;
  std::size_t begin = kGroups, end = kGroups;  // the groups that "::" stands for
  for (std::size_t i = 0; i < kGroups; ++i) {
    std::size_t j = i;
    while (j < kGroups && group(j) == 0) ++j;
    if (j - i >= 2 && j - i > end - begin) {
      begin = i;
      end = j;
    }
  }
  std::string out;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (i == begin) {
      out += "::";
      i = end;
      if (i == kGroups) break;
    } else if (i > 0) {
      out += ':';
    }
    out += fmt::format("{:x}", group(i));
  }
  return out;
}

}  // namespace

bool IpAddress::is_unspecified() const { return all_zero(*this, 0, bytes.size()); }

bool IpAddress::is_loopback() const {
  return is_v4 ? bytes[0] == 127 : all_zero(*this, 0, 15) && bytes[15] == 1;
}

bool IpAddress::is_link_local_multicast() const {
  if (is_v4) return bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0;
  return bytes[0] == 0xFF && (bytes[1] & 0x0F) == 2;
}

bool IpAddress::is_link_local_unicast() const {
  if (is_v4) return bytes[0] == 169 && bytes[1] == 254;
  return bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80;
}

bool IpAddress::is_global_unicast() const {
  return !is_unspecified() && !is_broadcast(*this) && !is_loopback() && !is_multicast(*this) &&
         !is_link_local_unicast();
}

IpAddress IpAddress::masked(int prefix) const {
  IpAddress out = *this;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int kept_bits = std::clamp(prefix - 8 * static_cast<int>(i), 0, 8);
    out.bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xFF00 >> kept_bits));
  }
  return out;
}

std::string IpAddress::text() const {
  if (!is_v4) return text_of_v6(*this);
  return fmt::format("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3]);
}

bool Cidr::contains(const IpAddress& other) const {
  return other.is_v4 == address.is_v4 && other.masked(prefix) == address.masked(prefix);
}

bool Cidr::contains(const Cidr& other) const {
  return prefix <= other.prefix && contains(other.address);
}

}  // namespace bulwark::cel
