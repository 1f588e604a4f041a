// SPDX-License-Identifier: Apache-2.0
// Reads its input as two versions, one a line: each is written as itself, and their order is the
// same from both sides.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cel/semver.h"

namespace {

using bulwark::cel::Semver;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 1024;
  if (size > kMostBytes) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  bulwark::Arena arena(4096);
  const auto a = Semver::parse(text.substr(0, end), arena);
  const auto normalized = Semver::parse_normalized(text.substr(0, end), arena);
  if (normalized) require(Semver::parse(normalized->text(), arena).has_value());
  if (!a) {
    require(!a.error().message.empty());
    return 0;
  }
  require(a->text() == text.substr(0, end));
  require(normalized && normalized->compared_with(*a) == 0);
  if (end == std::string_view::npos) return 0;
  const auto b = Semver::parse(text.substr(end + 1), arena);
  if (b) require(a->compared_with(*b) == -b->compared_with(*a));
  return 0;
}
