// SPDX-License-Identifier: Apache-2.0
// `bulwark db`: the advisory database.
#include "cli/command_line.h"
#include "cli/db_commands.h"

namespace bulwark::cli {

void add_db_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand("db", "The advisory database: make it, look at it");
  command.require_subcommand(1);
  add_db_update(command, services, action);
  add_db_status(command, services, action);
}

}  // namespace bulwark::cli
