// SPDX-License-Identifier: Apache-2.0
// Reads its input as a package URL; what was understood is read back from what it is written as.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/purl.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bulwark::formats;
  const auto purl = parse_purl({reinterpret_cast<const char*>(data), size});
  if (!purl) {
    require(!purl.error().message.empty());
    return 0;
  }
  const auto again = parse_purl(purl_text(*purl));
  // Escapes take three bytes: what is near the limit may be above it.
  if (!again) require(again.error().code == bulwark::ErrorCode::limit);
  if (again) require(*again == *purl);
  return 0;
}
