// SPDX-License-Identifier: Apache-2.0
// Reads the words by which sources name what they could not list.
#include "model/gap.h"

namespace bulwark::model {

bool is_own_group(std::string_view group) {
  return group.find('.') == std::string_view::npos || group.ends_with(".k8s.io");
}

bool gap_may_hide(std::string_view gap, std::string_view group, std::string_view resource) {
  constexpr std::string_view kGroup = "everything in ";  // "everything in apps/v1"
  if (gap.starts_with(kGroup)) {
    const std::string_view rest = gap.substr(kGroup.size());
    return rest.substr(0, rest.find('/')) == group;
  }
  const std::string_view type = gap.substr(0, gap.find(' '));
  if (type == "the" || type == "everything" || type.find('/') != std::string_view::npos)
    return true;
  const std::size_t dot = type.find('.');
  const std::string_view gap_group = dot == std::string_view::npos ? "" : type.substr(dot + 1);
  if (gap_group != group) return false;
  return !is_own_group(group) || type.substr(0, dot) == resource;
}

}  // namespace bulwark::model
