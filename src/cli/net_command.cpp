// SPDX-License-Identifier: Apache-2.0
// `bulwark net`: its commands join it.

#include "cli/command_line.h"
#include "cli/net_ask.h"

namespace bulwark::cli {

void add_net_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand("net", "Who can talk to whom in a cluster");
  command.require_subcommand(1);
  add_reach_command(command, services, action);
  add_explain_command(command, services, action);
  add_net_lint_command(command, services, action);
  add_net_diff_command(command, services, action);
  add_net_generate_command(command, services, action);
  add_exposure_command(command, services, action);
}

}  // namespace bulwark::cli
