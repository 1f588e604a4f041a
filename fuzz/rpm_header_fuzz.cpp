// SPDX-License-Identifier: Apache-2.0
// Reads its input as the header of an rpm package: what is read has a name and a version.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "extractors/os/rpm_header.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto one = bulwark::extractors::os::read_rpm_header(
      std::string_view(reinterpret_cast<const char*>(data), size));
  if (one && (one->name.empty() || !one->version.contains('-'))) std::abort();
  return 0;
}
