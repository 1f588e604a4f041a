// SPDX-License-Identifier: Apache-2.0
// The commands of `bulwark rbac` that have files of their own.
#pragma once

#include "cli/command.h"

namespace bulwark::cli {

/// Add themselves to the command `rbac`.
void add_who_can_command(Command& rbac, const Services& services, Action& action);
void add_can_i_command(Command& rbac, const Services& services, Action& action);
void add_paths_command(Command& rbac, const Services& services, Action& action);
void add_rbac_diff_command(Command& rbac, const Services& services, Action& action);
void add_minimize_command(Command& rbac, const Services& services, Action& action);
void add_secrets_command(Command& rbac, const Services& services, Action& action);
void add_scheduling_command(Command& rbac, const Services& services, Action& action);

}  // namespace bulwark::cli
