// SPDX-License-Identifier: Apache-2.0
// Reads its input as the head of an HTTP answer, and as an address that somebody wrote: what is
// read can be written, and is read again as the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "io/address.h"
#include "io/http_head.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = std::size_t{64} << 10;
  if (size > kMostBytes) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = bulwark::io::end_of_http_head(text);
  if (end != std::string_view::npos && (end > size || text[end - 1] != '\n')) std::abort();
  const auto head = bulwark::io::read_http_head(text);
  if (head && (head->status < 0 || head->status > 999)) std::abort();
  for (const auto& address :
       {bulwark::io::parse_host_port(text), bulwark::io::host_port_of_url(text)}) {
    if (!address) continue;
    const auto again = bulwark::io::parse_host_port(address->text());
    if (!again || *again != *address) std::abort();
  }
  return 0;
}
