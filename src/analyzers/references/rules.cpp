// SPDX-License-Identifier: Apache-2.0
// What every rule does with something that is not there.
#include "analyzers/references/rules.h"

#include <fmt/core.h>

namespace bulwark::analyzers::references {

const Picture::Objects& Judge::refer(const Type& type, std::string_view name_space,
                                     std::string_view name, const model::Resource& from,
                                     std::string path, std::string_view message,
                                     std::uint32_t instances) {
  const Picture::Objects& there = picture_.find(type, name_space, name);
  if (!there.empty()) return there;
  // Manifests without a namespace go where the user applies them: it may be just that one.
  const Picture::Objects& anywhere = picture_.find(type, "default", name);
  if (!picture_.is_cluster() && !name_space.empty() && !anywhere.empty() &&
      anywhere.front()->name_space().empty())
    return anywhere;
  const std::string title = name_space.empty()
                                ? fmt::format("{} {}", type.kind, name)
                                : fmt::format("{} {}/{}", type.kind, name_space, name);
  if (picture_.knows_all(type, name_space)) {
    found(from, std::move(path), fmt::format("{} {}, which does not exist", message, title),
          instances);
  } else {
    unknown(title);
  }
  return there;
}

void Judge::lacks(const Type& type, std::string_view name_space, const model::Resource& from,
                  std::string path, std::string_view message, std::uint32_t instances) {
  if (picture_.holds_all(type, name_space)) {
    found(from, std::move(path), std::string(message), instances);
  } else {
    unknown(fmt::format("any {} in {}", type.kind, name_space));
  }
}

void Judge::selects_nothing(bool known, const model::Resource& from, std::string path,
                            std::string message) {
  if (known) return found(from, std::move(path), std::move(message));
  unknown("what " + from.title() + " selects");
}

}  // namespace bulwark::analyzers::references
