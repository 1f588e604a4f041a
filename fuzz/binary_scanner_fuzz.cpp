// SPDX-License-Identifier: Apache-2.0
// Reads its input as a program: what is found does not depend on the pieces in which it comes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "extractors/lang/binary_scanner.h"

namespace {

bulwark::model::PackageList scan(std::string_view bytes, std::size_t piece) {
  bulwark::extractors::lang::BinaryScanner scanner("a");
  for (std::size_t at = 0; at < bytes.size(); at += piece) scanner.feed(bytes.substr(at, piece));
  return scanner.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)bulwark::extractors::lang::is_program(bytes);
  auto whole = scan(bytes, std::max<std::size_t>(size, 1));
  auto pieces = scan(bytes, 61);
  std::ranges::sort(whole.packages);
  std::ranges::sort(pieces.packages);
  if (whole.packages != pieces.packages) std::abort();
  return 0;
}
