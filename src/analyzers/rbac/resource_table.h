// SPDX-License-Identifier: Apache-2.0
// The resources that Kubernetes itself serves or speaks of in rules, by all their names.
#pragma once

#include <span>
#include <string_view>

namespace bulwark::analyzers::rbac {

struct KnownResource {
  std::string_view group, resource, kind;
  bool namespaced = true;
  std::string_view short_names{};   ///< with spaces between
  std::string_view subresources{};  ///< with spaces between; "*": any, for those that are made up
};

/// Of two with the same name the one that kubectl takes comes first.
std::span<const KnownResource> built_in_resources();

/// Verbs of requests, and those that rules use for special rights.
std::span<const std::string_view> known_verbs();

}  // namespace bulwark::analyzers::rbac
