// SPDX-License-Identifier: Apache-2.0
// Finds unusable policies again by title and file.
#include "scan/policy_documents.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "scan/file_locator.h"
#include "scan/policy_place.h"

namespace bulwark::scan {

using model::Resource;

Documents documents_from(const model::Inventory& inventory, std::size_t first) {
  Documents out;
  for (std::size_t i = first; i < inventory.segments.size(); ++i) {
    for (const Resource& resource : inventory.segments[i].resources) out.push_back(&resource);
  }
  std::ranges::sort(out, {}, [](const Resource* one) {
    return std::tuple(one->source, one->offset, one->list_item);
  });
  return out;
}

std::vector<std::string> unusable_texts(const model::Inventory& inventory,
                                        const Documents& documents,
                                        const admission::PolicySet& policies) {
  std::vector<std::string> out;
  FileLocator locator(inventory);
  for (const admission::Unusable& one : policies.unusable()) {
    const auto at = std::ranges::find_if(documents, [&](const Resource* document) {
      return document->title() == one.what && inventory.sources[document->source].name == one.file;
    });
    const std::string where = at == documents.end() ? one.file
                                                    : policy_place(locator, **at, one.why);
    out.push_back(fmt::format("{}: {}: {}", where, one.what, one.why));
  }
  return out;
}

}  // namespace bulwark::scan
