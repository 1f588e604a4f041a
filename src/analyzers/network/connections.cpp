// SPDX-License-Identifier: Apache-2.0
// Sweeps over sorted ranges.
#include "analyzers/network/connections.h"

#include <fmt/core.h>

#include <algorithm>

namespace bulwark::analyzers::network {
namespace {

using Ranges = std::vector<PortRange>;

void normalize(Ranges& ranges) {
  std::sort(ranges.begin(), ranges.end());
  Ranges out;
  for (const PortRange& one : ranges) {
    if (!out.empty() && std::uint32_t{one.first} <= std::uint32_t{out.back().last} + 1) {
      out.back().last = std::max(out.back().last, one.last);
    } else {
      out.push_back(one);
    }
  }
  ranges = std::move(out);
}

// Of all ports, those that are not among them.
Ranges complement(const Ranges& ranges) {
  Ranges out;
  std::uint32_t next = kFirstPort;
  for (const PortRange& one : ranges) {
    if (one.first > next)
      out.push_back({static_cast<std::uint16_t>(next), static_cast<std::uint16_t>(one.first - 1)});
    next = std::uint32_t{one.last} + 1;
  }
  if (next <= kLastPort) out.push_back({static_cast<std::uint16_t>(next), kLastPort});
  return out;
}

Ranges common(const Ranges& a, const Ranges& b) {
  Ranges out;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const PortRange both{std::max(a[i].first, b[j].first), std::min(a[i].last, b[j].last)};
    if (both.first <= both.last) out.push_back(both);
    a[i].last < b[j].last ? ++i : ++j;
  }
  return out;
}

constexpr std::array<std::string_view, kProtocols> kNames{"TCP", "UDP", "SCTP"};

}  // namespace

std::string_view name_of(Protocol protocol) { return kNames[static_cast<std::size_t>(protocol)]; }

bool protocol_from(std::string_view name, Protocol& out) {
  const auto at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end()) return false;
  out = static_cast<Protocol>(at - kNames.begin());
  return true;
}

Connections Connections::all() {
  Connections out;
  for (Ranges& ranges : out.ranges_) ranges.push_back({});
  return out;
}

Connections Connections::of(Protocol protocol, PortRange range) {
  Connections out;
  if (range.first <= range.last) out.ranges_[static_cast<std::size_t>(protocol)].push_back(range);
  return out;
}

void Connections::unite(const Connections& other) {
  for (std::size_t i = 0; i < kProtocols; ++i) {
    ranges_[i].insert(ranges_[i].end(), other.ranges_[i].begin(), other.ranges_[i].end());
    normalize(ranges_[i]);
  }
}

void Connections::intersect(const Connections& other) {
  for (std::size_t i = 0; i < kProtocols; ++i) ranges_[i] = common(ranges_[i], other.ranges_[i]);
}

void Connections::subtract(const Connections& other) {
  for (std::size_t i = 0; i < kProtocols; ++i)
    ranges_[i] = common(ranges_[i], complement(other.ranges_[i]));
}

bool Connections::is_empty() const {
  return std::all_of(ranges_.begin(), ranges_.end(), [](const Ranges& one) { return one.empty(); });
}

bool Connections::contains(Protocol protocol, std::uint16_t port) const {
  const Ranges& own = ports(protocol);
  return std::any_of(own.begin(), own.end(),
                     [&](const PortRange& one) { return one.first <= port && port <= one.last; });
}

std::string Connections::text() const {
  if (is_all()) return "All Connections";
  if (is_empty()) return "No Connections";
  std::string out;
  for (const Protocol protocol : {Protocol::sctp, Protocol::tcp, Protocol::udp}) {
    const Ranges& own = ports(protocol);
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (!out.empty()) out += ',';
      if (i == 0) out.append(name_of(protocol)).append(" ");
      out += own[i].first == own[i].last ? fmt::format("{}", own[i].first)
                                         : fmt::format("{}-{}", own[i].first, own[i].last);
    }
  }
  return out;
}

}  // namespace bulwark::analyzers::network
