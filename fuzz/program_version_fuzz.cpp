// SPDX-License-Identifier: Apache-2.0
// Reads its input as the version of a program: what is taken stands in the text, and a version is
// not older than itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "analyzers/lifecycle/version.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto version = bulwark::analyzers::lifecycle::parse_version(text);
  if (!version) return 0;
  require(text.ends_with(version->rest));
  require(text.find(std::to_string(version->minor)) != std::string_view::npos);
  require(version->is_release() == version->is_from(version->major, version->minor) ||
          version->patch.value_or(0) > 0);
  return 0;
}
