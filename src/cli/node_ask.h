// SPDX-License-Identifier: Apache-2.0
// The commands of `bulwark node` that have files of their own.
#pragma once

#include "cli/command.h"

namespace bulwark::cli {

/// Adds itself to the command `node`.
void add_node_logs_command(Command& node, const Services& services, Action& action);

}  // namespace bulwark::cli
