// SPDX-License-Identifier: Apache-2.0
// Which Secrets there are: those of the picture, or, where they could not be read, those that
// something refers to.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "analyzers/rbac/model.h"

namespace bulwark::analyzers::rbac {

struct SecretNames {
  /// By namespace. Names alone: what is in them nobody reads.
  std::map<std::string, std::set<std::string>> by_namespace;
  bool listed = false;  ///< they are all Secrets of the cluster that was read
};

/// Of one cluster, or (an empty name) of the manifests: these may use Secrets that are made
/// elsewhere, which count too.
SecretNames secret_names(const model::Inventory& inventory, std::string_view cluster,
                         const Model& model);

}  // namespace bulwark::analyzers::rbac
