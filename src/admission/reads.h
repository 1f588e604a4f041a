// SPDX-License-Identifier: Apache-2.0
// Reads: which part of an object the expressions of a policy can reach, told before any is asked.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "admission/policy.h"
#include "admission/request.h"

namespace bulwark::admission {

/// The deepest field that everything lies in which the validation reads of the object, by its
/// variables too: "spec.template.spec.containers". Empty for the object itself.
std::string place_of(const ValidatingPolicy& policy, std::size_t validation);

SecretReads secret_reads(const ValidatingPolicy& policy);
SecretReads secret_reads(const MutatingPolicy& policy);

/// Whether the policy asks for values that the request lacks, so that nobody can tell its verdict.
bool lacks_secret_values(const Policy& policy, const Request& request);
/// Why, as a sentence about the policy.
inline constexpr std::string_view
    kSecretValues = "it asks for values of the Secret, which are dropped as soon as they are read";

}  // namespace bulwark::admission
