// SPDX-License-Identifier: Apache-2.0
// Which authorizers beside RBAC a cluster is known to ask, and so what a "no" of RBAC leaves open.
#pragma once

#include <string_view>

#include "model/inventory.h"

namespace bulwark::analyzers::rbac {

/// "EKS access entries", "GKE IAM", "Azure RBAC"; empty where no sign of one is in the picture,
/// which does not mean that there is none: a webhook leaves no object.
std::string_view other_authorizer(const model::Inventory& inventory, std::string_view cluster);

}  // namespace bulwark::analyzers::rbac
