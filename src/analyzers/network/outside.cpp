// SPDX-License-Identifier: Apache-2.0
// An address of a family without ranges is the one that no block is about.
#include "analyzers/network/outside.h"

#include <algorithm>

#include "base/check.h"

namespace bulwark::analyzers::network {
namespace {

bool is_v6(const AddressRange& range) { return all_of_family(/*v6=*/true).contains(range); }

bool has_v6(const Reach& reach, Direction direction) {
  const auto& ranges = reach.outside(direction);
  return std::any_of(ranges.begin(), ranges.end(), is_v6);
}

template <class Wanted>
std::vector<NodeId> nodes(const Reach& reach, Direction direction, const Wanted& wanted) {
  const auto& ranges = reach.outside(direction);
  std::vector<NodeId> out;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (wanted(ranges[i])) out.push_back(reach.node_of(direction, i));
  }
  return out;
}

}  // namespace

std::vector<NodeId> internet(const Reach& reach, Direction direction) {
  std::vector<NodeId> out = nodes(reach, direction, has_public);
  if (!has_v6(reach, direction)) out.push_back(reach.unnamed_address());
  return out;
}

std::vector<NodeId> internet_v4(const Reach& reach, Direction direction) {
  return nodes(reach, direction,
               [](const AddressRange& one) { return !is_v6(one) && has_public(one); });
}

std::vector<NodeId> all_outside(const Reach& reach, Direction direction) {
  std::vector<NodeId> out = nodes(reach, direction, [](const AddressRange&) { return true; });
  if (!has_v6(reach, direction)) out.push_back(reach.unnamed_address());
  return out;
}

std::vector<NodeId> cloud_metadata(const Reach& reach) {
  std::vector<NodeId> out;
  for (const std::string_view address : {"169.254.169.254/32", "fd00:ec2::254/128"}) {
    const auto parsed = parse_block(address);
    CHECK(parsed.has_value(), "a known address");
    const auto some = nodes(reach, Direction::egress,
                            [&](const AddressRange& one) { return one.contains(*parsed); });
    out.insert(out.end(), some.begin(), some.end());
  }
  if (!has_v6(reach, Direction::egress)) out.push_back(reach.unnamed_address());
  return out;
}

}  // namespace bulwark::analyzers::network
