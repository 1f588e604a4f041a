// SPDX-License-Identifier: Apache-2.0
// Reads its input as JSON: whatever it is, there is a value or an error with a reason, and the same
// text gives the same value again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "formats/builder.h"
#include "formats/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string padded(reinterpret_cast<const char*>(data), size);
  padded.append(bulwark::formats::kJsonPadding, '\0');
  const std::string_view text = std::string_view(padded).substr(0, size);
  bulwark::formats::Pool pool(1, 42);
  bulwark::formats::Builder builder(pool);
  bulwark::formats::JsonReader reader;
  bulwark::formats::DocumentOptions options;
  options.resource = false;
  const auto first = reader.read(text, builder, options);
  const auto second = reader.read(text, builder, options);
  if (first.has_value() != second.has_value()) std::abort();
  if (!first) {
    if (first.error().message.empty()) std::abort();
    return 0;
  }
  if (!first->root.identical(second->root))
    std::abort();  // canonical: equal values of one pool are one
  return 0;
}
