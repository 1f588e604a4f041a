// SPDX-License-Identifier: Apache-2.0
// Reads its input as a zip archive, and every entry of it: none is larger than the limit.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/zip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMost = std::size_t{1} << 16;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto archive = bulwark::formats::ZipArchive::open(bytes, {.entries = 1000});
  if (!archive) return 0;
  for (const auto& entry : archive->entries()) {
    const auto text = archive->read(entry, kMost);
    if (text && text->size() > kMost) std::abort();
  }
  return 0;
}
