// SPDX-License-Identifier: Apache-2.0
// The commands of `bulwark db`, and where the database is.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/command.h"

namespace bulwark::cli {

void add_db_update(Command& db, const Services& services, Action& action);
void add_db_status(Command& db, const Services& services, Action& action);

/// $XDG_DATA_HOME/bulwark/advisories.db, by default ~/.local/share/bulwark/advisories.db; empty:
/// neither is told.
std::string default_database();

/// A key's file; empty for an empty path.
Result<std::string> read_key(const std::string& path);

}  // namespace bulwark::cli
