// SPDX-License-Identifier: Apache-2.0
// Bulwark's main: the command line to one action, the action to an exit code.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <system_error>

#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/core_dump.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/interrupt.h"

namespace {

using namespace bulwark;

// CLI11 throws, and fmt::print does where nobody reads standard output any more; nothing of that
// leaves this function.
int parse_and_run(int argc, char** argv, const cli::Services& services) {
  CLI::App app{"Bulwark secures Kubernetes across cloud, cluster, container and code.", "bulwark"};
  app.formatter(std::make_shared<cli::HelpFormatter>());
  app.require_subcommand(1);
  app.set_version_flag("--version", "bulwark " + services.version);
  cli::Action action;
  cli::Command program(app);
  cli::add_scan_command(program, services, action);
  cli::add_diff_command(program, services, action);
  cli::add_snapshot_command(program, services, action);
  cli::add_rbac_command(program, services, action);
  cli::add_net_command(program, services, action);
  cli::add_node_command(program, services, action);
  cli::add_lifecycle_command(program, services, action);
  cli::add_db_command(program, services, action);
  cli::add_cve_command(program, services, action);
  cli::add_image_command(program, services, action);
  cli::add_policy_command(program, services, action);
  cli::add_version_command(program, services, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return cli::complain(cli::usage_error(app, error), cli::kUsage);
  }
  try {
    return action();
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::broken_pipe) return cli::kGood;  // the reader has had enough
    return cli::complain(error.what(), cli::kUsage);
  }
}

}  // namespace

int main(int argc, char** argv) {
  cli::forbid_core_dumps();
#ifdef M_MMAP_THRESHOLD
  // Large tables that were outgrown go back to the system at once, instead of leaving holes.
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
#endif
  const cli::Interrupt interrupt;
  return parse_and_run(argc, argv, {interrupt.token(), BULWARK_VERSION});
}
