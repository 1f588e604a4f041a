// SPDX-License-Identifier: Apache-2.0
// Reads its input as a reference and as a platform: what is understood is the same when it is read
// again as it is written out, and may stand in a URL. As a tag it has as many numbers as its kind
// says, and as an entry of a pull secret it fits itself unless it is a pattern.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sources/container/kubelet_credentials.h"
#include "sources/container/platform.h"
#include "sources/container/reference.h"
#include "sources/container/tag_choice.h"

namespace {

using namespace bulwark::sources::container;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto reference = parse_reference(text)) {
    const auto again = parse_reference(reference->text());
    require(again.has_value() && *again == *reference);
    require(reference->repository.find_first_of(" ?#%\\@:\n") == std::string::npos);
    require(!reference->tag.empty() || !reference->digest.empty());
  }
  if (const auto platform = parse_platform(text)) {
    require(platform_fit(*platform, *platform) == 100);
    require(*parse_platform(platform->text()) == *platform);
  }
  const TagShape shape = tag_shape(text);
  require(shape.line().size() <= shape.numbers.size());
  require(shape.numbers.size() <= static_cast<std::size_t>(std::ranges::count_if(
                                      shape.kind, [](char c) { return c == '#' || c == '@'; })));
  const bool pattern = text.find_first_of("*?[\\/") != std::string_view::npos;
  require(kubelet_entry_fits(text, text, "app") || pattern);
  kubelet_entry_fits(text, "a.registry.example", "team/app");
  return 0;
}
