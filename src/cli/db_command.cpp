// SPDX-License-Identifier: Apache-2.0
// `bulwark db`: its commands join it.
#include "cli/command_line.h"
#include "cli/db_compare.h"

namespace bulwark::cli {

void add_db_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand("db", "What is known of packages and their versions");
  command.require_subcommand(1);
  add_db_compare(command, services, action);
}

}  // namespace bulwark::cli
