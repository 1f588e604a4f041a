// SPDX-License-Identifier: Apache-2.0
// Command: what every subcommand of the program provides.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

namespace bulwark::cli {

class Command;

/// What the process gives its commands.
struct Services {
  std::stop_token stop;
  std::string version;
};

/// Runs after the command line was parsed; returns the exit code.
using Action = std::function<int()>;

/// Each adds one subcommand to `app`; when that was chosen, its callback puts what is to be run
/// into `action`. `services` and `action` must outlive the parsing and running.
void add_scan_command(Command& app, const Services& services, Action& action);
void add_diff_command(Command& app, const Services& services, Action& action);
void add_snapshot_command(Command& app, const Services& services, Action& action);
void add_rbac_command(Command& app, const Services& services, Action& action);
void add_net_command(Command& app, const Services& services, Action& action);
void add_node_command(Command& app, const Services& services, Action& action);
void add_db_command(Command& app, const Services& services, Action& action);
void add_lifecycle_command(Command& app, const Services& services, Action& action);
void add_cve_command(Command& app, const Services& services, Action& action);
void add_image_command(Command& app, const Services& services, Action& action);
void add_policy_command(Command& app, const Services& services, Action& action);
void add_version_command(Command& app, const Services& services, Action& action);

/// Prints "bulwark: message" to standard error and returns `code`.
int complain(const std::string& message, int code);

}  // namespace bulwark::cli
