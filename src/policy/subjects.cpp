// SPDX-License-Identifier: Apache-2.0
// Paths of subjects.
#include "policy/subjects.h"

#include "formats/path.h"

namespace bulwark::policy {

using formats::item_step;
using formats::join_path;

std::string item_path(const model::Resource& resource, const ItemRef& item, std::string_view each) {
  std::string path;
  if (item.of != ItemRef::Of::object) path = model::pod_template_of(resource.root).path;
  if (item.of == ItemRef::Of::containers) {
    path = join_path(join_path(path, "spec"),
                     kContainerLists.at(static_cast<std::size_t>(item.type)).field);
    if (item.container != ItemRef::kNone) path += item_step(item.container);
  }
  if (item.element != ItemRef::kNone) path = join_path(path, each) + item_step(item.element);
  return path;
}

}  // namespace bulwark::policy
