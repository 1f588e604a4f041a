// SPDX-License-Identifier: Apache-2.0
// Needs: what has to be granted for a danger, in the little language of its table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::analyzers::rbac {

/// Where a role must be bound for a right to be one.
enum class Place : std::uint8_t { anywhere, kube_system, cluster };

/// A right that is enough for a need. Of each list any word.
struct NeededRight {
  Place place = Place::anywhere;
  std::vector<std::string> verbs;      ///< "impersonate-on:x:", ended by a colon, is a beginning
  std::string group;                   ///< API group
  std::vector<std::string> resources;  ///< "pods/exec"; "/metrics"; "userextras/" is a beginning
  std::vector<std::string> names;  ///< objects for which alone it is a danger; beside a rule for
                                   ///< all
  bool any_name = false;           ///< a rule with names counts whatever they are
};

/// "get,list secrets; cluster: delete nodes; use policy podsecuritypolicies named a,b; ... of any
/// name": rights of which one is enough. A place, verbs, the group if it is not the core one,
/// resources, names.
std::vector<NeededRight> parse_need(std::string_view text);

}  // namespace bulwark::analyzers::rbac
