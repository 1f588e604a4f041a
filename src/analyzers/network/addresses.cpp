// SPDX-License-Identifier: Apache-2.0
// Arithmetic on addresses as big-endian bytes.
#include "analyzers/network/addresses.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "cel/ip_address.h"

namespace bulwark::analyzers::network {
namespace {

constexpr std::uint8_t kV4 = 4, kV6 = 6;

Address address_of(const cel::IpAddress& ip) {
  Address out{};
  out[0] = ip.is_v4 ? kV4 : kV6;
  const std::size_t bytes = ip.is_v4 ? 4 : 16;
  std::copy_n(ip.bytes.begin(), bytes, out.end() - static_cast<std::ptrdiff_t>(bytes));
  return out;
}

// Of the same family; the one after the last is nobody's.
Address next(Address address) {
  for (std::size_t i = address.size(); i-- > 1;) {
    if (++address[i] != 0) break;
  }
  return address;
}

Address before(Address address) {
  for (std::size_t i = address.size(); i-- > 1;) {
    if (address[i]-- != 0) break;
  }
  return address;
}

cel::IpAddress ip_of(const Address& address) {
  cel::IpAddress ip;
  ip.is_v4 = address[0] == kV4;
  const std::size_t bytes = ip.is_v4 ? 4 : 16;
  std::copy_n(address.end() - static_cast<std::ptrdiff_t>(bytes), bytes, ip.bytes.begin());
  return ip;
}

AddressRange range_of(const cel::Cidr& block) {
  AddressRange out;
  out.first = out.last = address_of(block.address.masked(block.prefix));
  const std::size_t begin = out.last.size() - (block.address.is_v4 ? 4 : 16);
  for (int bit = block.prefix; bit < block.address.bits(); ++bit) {
    const auto place = static_cast<std::size_t>(bit);
    out.last[begin + place / 8] |= static_cast<std::uint8_t>(0x80U >> (place % 8));
  }
  return out;
}

// The largest block that begins with the range and does not go beyond it.
cel::Cidr first_block(const AddressRange& range) {
  const cel::IpAddress ip = ip_of(range.first);
  for (int prefix = 0; prefix < ip.bits(); ++prefix) {
    const cel::Cidr block{ip, prefix};
    if (block.address.masked(prefix) == ip && range_of(block).last <= range.last) return block;
  }
  return {ip, ip.bits()};
}

// Blocks that stand for the internet in documents are taken for it.
std::vector<Block> public_blocks() {
  const auto range = [](std::string_view cidr) {
    const auto parsed = parse_block(cidr);
    CHECK(parsed.has_value(), "a block of the table");
    return *parsed;
  };
  Block v4{all_of_family(/*v6=*/false), {}};
  for (const std::string_view cidr :
       {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"})
    v4.except.push_back(range(cidr));
  return {v4, {range("2000::/3"), {}}, {range("64:ff9b::/96"), {}}};
}

}  // namespace

std::string AddressRange::text() const { return ip_of(first).text() + "-" + ip_of(last).text(); }

AddressRange all_of_family(bool v6) {
  AddressRange out;
  out.first[0] = out.last[0] = v6 ? kV6 : kV4;
  std::fill(out.last.end() - (v6 ? 16 : 4), out.last.end(), std::uint8_t{0xFF});
  return out;
}

Result<AddressRange> parse_block(std::string_view cidr) {
  return range_of(TRY(cel::Cidr::parse(cidr)));
}

std::vector<std::string> blocks_of(const AddressRange& range) {
  std::vector<std::string> out;
  AddressRange rest = range;
  for (;;) {
    const cel::Cidr block = first_block(rest);
    out.push_back(block.text());
    const Address last = range_of(block).last;
    if (last == rest.last) return out;
    rest.first = next(last);
  }
}

std::vector<AddressRange> joined(std::vector<AddressRange> ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<AddressRange> out;
  for (const AddressRange& one : ranges) {
    const bool goes_on = !out.empty() && out.back().first[0] == one.first[0] &&
                         (one.first <= out.back().last || one.first == next(out.back().last));
    if (goes_on) {
      out.back().last = std::max(out.back().last, one.last);
    } else {
      out.push_back(one);
    }
  }
  return out;
}

Result<AddressRange> parse_address(std::string_view text) {
  const bool v6 = text.find(':') != std::string_view::npos;
  return parse_block(std::string(text) + (v6 ? "/128" : "/32"));
}

bool Block::contains(const AddressRange& one) const {
  const auto holds = [&](const AddressRange& some) {
    return some.first <= one.first && one.first <= some.last;
  };
  return holds(range) && std::none_of(except.begin(), except.end(), holds);
}

std::vector<AddressRange> split(std::span<const Block> blocks) {
  const auto alike = [&](const AddressRange& a, const AddressRange& b) {
    return std::all_of(blocks.begin(), blocks.end(),
                       [&](const Block& one) { return one.contains(a) == one.contains(b); });
  };
  std::vector<AddressRange> out;
  for (const bool v6 : {false, true}) {
    const AddressRange all = all_of_family(v6);
    std::set<Address> starts{all.first};
    const auto cut = [&](const AddressRange& range) {
      if (!all.contains(range)) return;
      starts.insert(range.first);
      if (range.last != all.last) starts.insert(next(range.last));
    };
    for (const Block& block : blocks) {
      cut(block.range);
      for (const AddressRange& part : block.except) cut(part);
    }
    const bool named = std::any_of(blocks.begin(), blocks.end(),
                                   [&](const Block& one) { return all.contains(one.range); });
    if (v6 && !named) continue;
    AddressRange before_it;
    for (auto at = starts.begin(); at != starts.end(); ++at) {
      const auto after = std::next(at);
      const AddressRange range{*at, after == starts.end() ? all.last : before(*after)};
      if (at != starts.begin() && alike(before_it, range)) {
        out.back().last = range.last;
      } else {
        out.push_back(range);
      }
      before_it = range;
    }
  }
  return out;
}

bool has_public(const AddressRange& range) {
  static const std::vector<Block> known = public_blocks();
  std::vector<Block> blocks = known;
  blocks.push_back({range, {}});
  const auto pieces = split(blocks);
  return std::any_of(pieces.begin(), pieces.end(), [&](const AddressRange& piece) {
    return range.contains(piece) && std::any_of(known.begin(), known.end(), [&](const Block& one) {
             return one.contains(piece);
           });
  });
}

}  // namespace bulwark::analyzers::network
