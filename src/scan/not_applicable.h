// SPDX-License-Identifier: Apache-2.0
// Not applicable: what controls do not ask of kubelets of Windows nodes, since Windows has no such
// thing, so that their silence is not taken for a pass.
#pragma once

#include <string>
#include <vector>

#include "model/inventory.h"
#include "policy/catalogue.h"

namespace bulwark::scan {

/// One notice for each cluster with such kubelets (those of files count as one):
/// "not applicable to the kubelet of Windows node w: kubelet-pid-limit, ...".
std::vector<std::string> tell_not_applicable(const policy::Chosen& chosen,
                                             const model::Inventory& inventory);

}  // namespace bulwark::scan
