// SPDX-License-Identifier: Apache-2.0
// Reads its input as a URL: what is read answers every question, and what it is written as anew is
// a URL again, with the same parts.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cel/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 4096;
  if (size > kMostBytes) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bulwark::Arena arena(4096);
  const auto url = bulwark::cel::Url::parse(text, arena);
  if (!url) {
    if (url.error().message.empty()) std::abort();
    return 0;
  }
  (void)url->parameters();
  if (url->host.find(url->hostname()) == std::string_view::npos) std::abort();
  if (url->host.find(url->port()) == std::string_view::npos) std::abort();
  // A host can hold what its own text may not (a decoded "%25"): then it is an error again.
  const auto again = bulwark::cel::Url::parse(url->whole, arena);
  if (again && (again->scheme != url->scheme || again->query != url->query)) std::abort();
  return 0;
}
