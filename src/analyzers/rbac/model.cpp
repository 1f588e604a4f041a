// SPDX-License-Identifier: Apache-2.0
// What a model answers about itself.
#include "analyzers/rbac/model.h"

#include <algorithm>

namespace bulwark::analyzers::rbac {

Range Model::bindings_in(std::string_view name_space) const {
  const auto before = [&](const Binding& binding, std::string_view name) {
    return text(binding.name_space) < name;
  };
  const auto after = [&](std::string_view name, const Binding& binding) {
    return name < text(binding.name_space);
  };
  const auto first = std::lower_bound(bindings_.begin(), bindings_.end(), name_space, before);
  const auto end = std::upper_bound(first, bindings_.end(), name_space, after);
  return {static_cast<std::uint32_t>(first - bindings_.begin()),
          static_cast<std::uint32_t>(end - first)};
}

bool Model::hides_from(std::string_view name_space) const {
  return std::any_of(gaps_.begin(), gaps_.end(),
                     [&](const Gap& gap) { return gap.touches(name_space); });
}

}  // namespace bulwark::analyzers::rbac
