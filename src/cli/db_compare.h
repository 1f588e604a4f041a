// SPDX-License-Identifier: Apache-2.0
// `bulwark db compare`: how versions stand to each other.
#pragma once

#include "cli/command.h"

namespace bulwark::cli {

/// Adds `compare` to `db`.
void add_db_compare(Command& db, const Services& services, Action& action);

}  // namespace bulwark::cli
