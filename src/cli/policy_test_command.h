// SPDX-License-Identifier: Apache-2.0
// `bulwark policy test`: runs the examples of controls and the cases of tables.
#pragma once

#include "cli/command.h"

namespace bulwark::cli {

void add_policy_test_command(Command& policy, const Services& services, Action& action);

}  // namespace bulwark::cli
