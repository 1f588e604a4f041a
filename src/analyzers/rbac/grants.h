// SPDX-License-Identifier: Apache-2.0
// Grants: bindings that give one of the dangers to somebody who is not meant to have it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzers/references/findings.h"
#include "model/inventory.h"

namespace bulwark::analyzers::rbac {

struct GrantOptions {
  std::vector<std::string_view> controls;  ///< ids of those that are asked for
  bool complete = false;    ///< the manifests are everything that their namespaces hold
  std::uint32_t minor = 0;  ///< Kubernetes 1.N of the manifests, and of clusters that do not say
};

/// Every cluster apart, all manifests together; at most one finding for a binding and a control.
/// `inventory` must outlive the result, in which roles that nobody knows are unknown.
references::Findings find_grants(const model::Inventory& inventory, const GrantOptions& options);

/// The ids of all controls about dangers, sorted.
std::vector<std::string_view> grant_controls();

}  // namespace bulwark::analyzers::rbac
