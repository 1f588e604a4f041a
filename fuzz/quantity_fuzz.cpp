// SPDX-License-Identifier: Apache-2.0
// Reads its input as two quantities, one a line, and computes with them: what is added and taken
// away again leaves what was, and an order is the same from both sides.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cel/quantity.h"

namespace {

using bulwark::cel::Quantity;

void require(bool holds) {
  if (!holds) std::abort();
}

void compute(const Quantity& a, const Quantity& b, bulwark::Arena& arena) {
  const auto there = a.compared_with(b), back = b.compared_with(a);
  require(there.has_value() == back.has_value());
  if (there) require(*there == -*back);
  const auto sum = a.plus(b, arena);
  if (!sum) return;
  const auto again = sum->minus(b, arena);
  require(again.has_value());
  const auto order = again->compared_with(a);
  require(order.has_value() && *order == 0);
  (void)sum->as_approximate_double();
  (void)sum->as_integer();
  require(!sum->text().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 256;
  if (size > kMostBytes) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  bulwark::Arena arena(4096);
  const auto a = Quantity::parse(text.substr(0, end), arena);
  if (!a) require(!a.error().message.empty());
  if (!a || end == std::string_view::npos) return 0;
  const auto b = Quantity::parse(text.substr(end + 1), arena);
  if (b) compute(*a, *b, arena);
  return 0;
}
