// SPDX-License-Identifier: Apache-2.0
// `bulwark node publish`.
#pragma once

#include "cli/command.h"

namespace bulwark::cli {

/// Adds itself to the command `node`.
void add_node_publish_command(Command& node, const Services& services, Action& action);

}  // namespace bulwark::cli
