// SPDX-License-Identifier: Apache-2.0
// `bulwark rbac who-can` and `bulwark rbac can-i`.
#pragma once

#include "cli/command.h"

namespace bulwark::cli {

/// Add themselves to the command `rbac`.
void add_who_can_command(CLI::App& rbac, const Services& services, Action& action);
void add_can_i_command(CLI::App& rbac, const Services& services, Action& action);

}  // namespace bulwark::cli
