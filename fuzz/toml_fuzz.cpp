// SPDX-License-Identifier: Apache-2.0
// Reads its input as TOML: what is read is the same when it is read again, an error leaves the
// builder empty, and what is too deep is refused instead of walked.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/toml.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bulwark::formats::Pool pool(1, 1);
  bulwark::formats::Builder builder(pool);
  const auto once = bulwark::formats::read_toml(text, builder);
  require(builder.depth() == 0);
  const auto twice = bulwark::formats::read_toml(text, builder);
  require(once.has_value() == twice.has_value());
  if (!once) return 0;
  require(once->is_map());
  require(once->identical(*twice));
  return 0;
}
