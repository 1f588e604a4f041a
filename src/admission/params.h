// SPDX-License-Identifier: Apache-2.0
// Params: the objects that a binding hands to its policy.
#pragma once

#include <span>
#include <vector>

#include "admission/policy.h"
#include "base/result.h"

namespace bulwark::admission {

/// One evaluation each; a null Value where the policy takes none. `candidates` are all objects that
/// are known. Errors are those of a binding that is not configured right: failurePolicy decides.
/// None where no object fits and the binding allows that: then nothing is evaluated.
Result<std::vector<formats::Value>> collect_params(const Policy& policy, const Binding& binding,
                                                   const Request& request,
                                                   std::span<const formats::Value> candidates);

}  // namespace bulwark::admission
