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
