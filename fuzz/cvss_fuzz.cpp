// SPDX-License-Identifier: Apache-2.0
// Reads its input as a CVSS vector: its score is from 0 to 10 and agrees with its severity.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/cvss.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bulwark::formats;
  const auto cvss = cvss_of({reinterpret_cast<const char*>(data), size});
  if (!cvss) {
    require(!cvss.error().message.empty());
    return 0;
  }
  require(cvss->tenths <= 100);
  require(cvss->severity == cvss_severity(cvss->version, cvss->tenths));
  require((cvss->tenths == 0) == (cvss->severity == CvssSeverity::none));
  return 0;
}
