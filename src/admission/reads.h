// SPDX-License-Identifier: Apache-2.0
// Reads: which part of an object the expressions of a policy can reach, told before any is asked.
#pragma once

#include <cstddef>
#include <string>

#include "admission/policy.h"

namespace bulwark::admission {

/// The deepest field that everything lies in which the validation reads of the object, by its
/// variables too: "spec.template.spec.containers". Empty for the object itself.
std::string place_of(const ValidatingPolicy& policy, std::size_t validation);

/// Whether some expression can reach a value of a Secret's data or stringData, when it is created;
/// which keys there are is none.
bool reads_secret_values(const ValidatingPolicy& policy);

}  // namespace bulwark::admission
