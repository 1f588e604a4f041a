// SPDX-License-Identifier: Apache-2.0
// `bulwark db`: the advisory database, and the order of versions that it is matched by.
#include "cli/command_line.h"
#include "cli/db_commands.h"
#include "cli/db_compare.h"

namespace bulwark::cli {

void add_db_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand("db", "The advisory database, and the order of versions");
  command.require_subcommand(1);
  add_db_update(command, services, action);
  add_db_status(command, services, action);
  add_db_compare(command, services, action);
}

}  // namespace bulwark::cli
