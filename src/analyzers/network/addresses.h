// SPDX-License-Identifier: Apache-2.0
// Addresses outside of the cluster: blocks of them, and the ranges between all ends of blocks.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::analyzers::network {

/// 4 or 6, then the address in network order (an IPv4 address at the end): so that every address of
/// one family comes before those of the other.
using Address = std::array<std::uint8_t, 17>;

/// Both ends belong to it, and both are of one family.
struct AddressRange {
  Address first{}, last{};
  auto operator<=>(const AddressRange&) const = default;
  bool contains(const AddressRange& other) const {
    return first <= other.first && other.last <= last;
  }
  /// "10.0.0.0-10.255.255.255"
  std::string text() const;
};

/// All of IPv4, or of IPv6.
AddressRange all_of_family(bool v6);

/// "10.0.0.0/8"; errors say what is wrong with it.
Result<AddressRange> parse_block(std::string_view cidr);

/// The fewest blocks that have just these addresses: "10.0.0.0/8".
std::vector<std::string> blocks_of(const AddressRange& range);

/// The same addresses, sorted, without ranges that overlap or touch.
std::vector<AddressRange> joined(std::vector<AddressRange> ranges);
/// One address by itself; errors as parse_block.
Result<AddressRange> parse_address(std::string_view text);
/// Whether an address of it is one of the internet: not of private networks, of the link, of the
/// machine itself, nor of a group.
bool has_public(const AddressRange& range);

/// A block without parts of it.
struct Block {
  AddressRange range;
  std::vector<AddressRange> except;

  /// `one` is a range of split(): either wholly within, or not at all.
  bool contains(const AddressRange& one) const;
};

/// All of IPv4, and of IPv6 where a block is of it, cut where neighbours are not within the same
/// blocks: sorted.
std::vector<AddressRange> split(std::span<const Block> blocks);

}  // namespace bulwark::analyzers::network
