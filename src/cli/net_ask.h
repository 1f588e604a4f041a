// SPDX-License-Identifier: Apache-2.0
// What the commands of `bulwark net` have in common: of which picture they ask, and what of it is
// not known.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/listing.h"
#include "base/result.h"
#include "cli/cluster_flags.h"
#include "cli/command.h"
#include "scan/network.h"

namespace bulwark::cli {

struct NetFlags {
  ClusterFlags cluster;
  std::vector<std::string> targets;
  std::string from, to, port;
  std::string output = "txt";
  std::vector<std::string> outputs{"txt", "json"};  ///< that there are
};

/// TARGET..., -o, and those of a cluster.
void add_net_picture_flags(Command& command, NetFlags& flags);
/// --from, --to and --port, which filter.
void add_ends_flags(Command& command, NetFlags& flags);

/// Errors for what must be corrected on the command line, and `cancelled`.
Result<std::unique_ptr<scan::NetworkPicture>> read_net_picture(
    const NetFlags& flags, const Services& services,
    scan::NetworkReading reading = scan::NetworkReading::connections);
/// Complains of an error of read_net_picture, and returns the exit code.
int complain_of_net_picture(const Error& error);

/// "80", "UDP/53"; nothing: all connections.
Result<analyzers::network::Connections> connections_of_flag(const std::string& text);

/// By title, with or without its kind.
std::function<bool(const analyzers::network::End&)> ends_like(const std::string& glob);

/// What may make an answer about the picture another one.
std::vector<std::string> doubts_of(const scan::NetworkPicture& picture);
/// Tells them to standard error.
void tell_doubts(const std::vector<std::string>& doubts);

/// Tells to standard error which workloads are in their node's network, where there are policies.
void tell_node_network(const scan::NetworkPicture& picture);

/// Fit for a terminal, whatever names say.
std::string net_visible(std::string_view text);

/// The commands that have files of their own add themselves to the command `net`.
void add_reach_command(Command& net, const Services& services, Action& action);
void add_net_lint_command(Command& net, const Services& services, Action& action);
void add_explain_command(Command& net, const Services& services, Action& action);
void add_net_generate_command(Command& net, const Services& services, Action& action);
void add_net_diff_command(Command& net, const Services& services, Action& action);
void add_exposure_command(Command& net, const Services& services, Action& action);

}  // namespace bulwark::cli
