// SPDX-License-Identifier: Apache-2.0
// `bulwark policy export`: controls as admission policies of Kubernetes.
#pragma once

#include "cli/command.h"

namespace bulwark::cli {

/// Adds `export` to `policy`.
void add_policy_export_command(Command& policy, Action& action);

}  // namespace bulwark::cli
