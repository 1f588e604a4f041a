// SPDX-License-Identifier: Apache-2.0
// `bulwark policy eval`: what the API server would answer with these policies in place.
#pragma once

#include "cli/command.h"

namespace bulwark::cli {

void add_policy_eval(Command& policy, const Services& services, Action& action);

}  // namespace bulwark::cli
