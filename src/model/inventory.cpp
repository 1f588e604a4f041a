// SPDX-License-Identifier: Apache-2.0
// Places of documents that were made from others.
#include "model/inventory.h"

namespace bulwark::model {
namespace {

bool leads_to(std::string_view part, std::string_view path) {
  return path.starts_with(part) && (part.empty() || path.size() == part.size() ||
                                    path[part.size()] == '.' || path[part.size()] == '[');
}

}  // namespace

std::string Origin::path_of(std::string_view path) const {
  const Part* best = nullptr;
  for (const Part& part : parts) {
    if (leads_to(part.path, path) && (best == nullptr || best->path.size() <= part.path.size()))
      best = &part;
  }
  if (best == nullptr) return {};
  if (!best->with_rest) return best->from;
  std::string_view rest = path.substr(best->path.size());
  if (best->from.empty() && rest.starts_with('.')) rest.remove_prefix(1);
  return best->from + std::string(rest);
}

}  // namespace bulwark::model
