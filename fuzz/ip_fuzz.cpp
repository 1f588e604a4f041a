// SPDX-License-Identifier: Apache-2.0
// Reads its input as an IP address and as a network: what is read is written canonically, and that
// text is read as the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cel/ip_address.h"

namespace {

/// An error says why; a value survives its own text.
template <class T>
void check(std::string_view text) {
  const auto value = T::parse(text);
  if (!value) {
    if (value.error().message.empty()) std::abort();
    return;
  }
  const auto again = T::parse(value->text());
  if (!again || *again != *value || again->text() != value->text()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check<bulwark::cel::IpAddress>(text);
  check<bulwark::cel::Cidr>(text);
  const auto cidr = bulwark::cel::Cidr::parse(text);
  if (cidr && !cidr->contains(cidr->masked())) std::abort();
  return 0;
}
