// SPDX-License-Identifier: Apache-2.0
// Compiles a policy's expressions as the API server does when the policy is created.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "policy/export.h"

namespace bulwark::policy {

/// An error when the API server of that version would refuse one of them. A validation whose type
/// is only known when it runs is made one that the API server takes for a bool, a message one that
/// it takes for a string; a message that it would refuse is left
/// out, with a note.
Result<void> fit_expressions(ExportedPolicy& policy, std::uint32_t kube_minor);

}  // namespace bulwark::policy
