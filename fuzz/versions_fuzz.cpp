// SPDX-License-Identifier: Apache-2.0
// Reads its input as a scheme (the first byte) and three versions, one a line: their order is the
// same from both sides, and of equal ones to a third.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/versions/order.h"

namespace {

using bulwark::formats::compare_versions;
using bulwark::formats::VersionScheme;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string_view take_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : line.size());
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 4096;
  constexpr unsigned kSchemes = static_cast<unsigned>(VersionScheme::packagist) + 1;
  if (size == 0 || size > kMostBytes) return 0;
  const auto scheme = static_cast<VersionScheme>(data[0] % kSchemes);
  std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::string_view a = take_line(rest), b = take_line(rest), c = take_line(rest);
  require(compare_versions(scheme, a, a) == std::weak_ordering::equivalent);
  const auto there = compare_versions(scheme, a, b), back = compare_versions(scheme, b, a);
  require(there.has_value() == back.has_value());
  if (!there) return 0;
  require(*there == (0 <=> *back));
  // Where a commit without a base stands, Go's order has gaps.
  if (*there != 0 || scheme == VersionScheme::go) return 0;
  require(compare_versions(scheme, a, c) == compare_versions(scheme, b, c));
  return 0;
}
