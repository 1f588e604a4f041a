// SPDX-License-Identifier: Apache-2.0
// One picture for one question.
#include "cli/net_ask.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "cli/clock.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "model/kinds.h"
#include "outputs/text.h"
#include "outputs/view.h"

namespace bulwark::cli {

namespace network = analyzers::network;

Result<std::unique_ptr<scan::NetworkPicture>> read_net_picture(const NetFlags& flags,
                                                               const Services& services,
                                                               scan::NetworkReading reading) {
  if (std::ranges::find(flags.outputs, flags.output) == flags.outputs.end())
    return fail(ErrorCode::malformed,
                fmt::format("-o {}: it is {}", flags.output, join(flags.outputs, " or ")));
  if (!flags.targets.empty() && flags.cluster.names_cluster())
    return fail(ErrorCode::malformed, "files are asked, or a cluster: leave out one of them");
  scan::PictureOptions options;
  options.targets = flags.targets;
  if (flags.targets.empty()) options.live = TRY(live_targets(flags.cluster, services.stop));
  if (flags.targets.empty() && options.live.clusters.size() != 1)
    return fail(ErrorCode::malformed, "this asks one cluster: name one context");
  options.search_path = environment().search_path;
  options.seed = random_seed();
  options.stop = services.stop;
  Progress progress;
  options.progress = &progress;
  const ProgressLine line(progress);
  return scan::read_network(options, reading);
}

Result<network::Connections> connections_of_flag(const std::string& text) {
  if (text.empty()) return network::Connections::all();
  const std::size_t slash = text.find('/');
  network::Protocol protocol = network::Protocol::tcp;
  const std::string number = slash == std::string::npos ? text : text.substr(slash + 1);
  if (slash != std::string::npos && !network::protocol_from(text.substr(0, slash), protocol))
    return fail(ErrorCode::malformed, "--port: TCP/80, UDP/53, SCTP/9, or 80");
  unsigned value = 0;
  const auto end = std::from_chars(number.data(), number.data() + number.size(), value);
  if (end.ec != std::errc() || end.ptr != number.data() + number.size() || value < 1 ||
      value > network::kLastPort)
    return fail(ErrorCode::malformed,
                fmt::format("--port {}: '{}' is no port between 1 and 65535", text, number));
  const auto port = static_cast<std::uint16_t>(value);
  return network::Connections::of(protocol, {port, port});
}

std::function<bool(const network::End&)> ends_like(const std::string& glob) {
  return [glob](const network::End& end) {
    return glob_match(glob, end.title) ||
           glob_match(glob, std::string_view(end.title).substr(0, end.title.rfind('[')));
  };
}

namespace {

// Whose policies the API server takes as they are.
bool is_of_plugin(const model::Resource& policy) {
  const std::string_view group = model::split_api_version(policy.api_version()).group;
  return group == "cilium.io" || group.ends_with("projectcalico.org");
}

}  // namespace

std::vector<std::string> doubts_of(const scan::NetworkPicture& picture) {
  std::vector<std::string> out;
  for (const network::PolicyFault& fault : picture.policies.faults) {
    out.push_back(fmt::format("{}{}{}: {}{}", fault.resource->title(),
                              fault.path.empty() ? "" : " ", fault.path, fault.reason,
                              !fault.refused ? ""
                              : is_of_plugin(*fault.resource)
                                  ? "; its network plugin would refuse it, and it is left out"
                                  : "; the API server would refuse it, and it is left out"));
  }
  for (const model::Problem& problem : picture.inventory.problems) {
    if (problem.control.empty() && problem.cluster == picture.cluster)
      out.push_back(fmt::format("{}: {}", problem.what, problem.reason));
  }
  return out;
}

void tell_doubts(const std::vector<std::string>& doubts) {
  for (const std::string& doubt : doubts) say("not known: {}\n", net_visible(doubt));
}

std::string net_visible(std::string_view text) {
  return outputs::visible(outputs::clean_name(text));
}

int complain_of_net_picture(const Error& error) {
  if (error.code == ErrorCode::cancelled) return complain("interrupted", kInterrupted);
  return complain(error.text(), kUsage);
}

void add_net_picture_flags(Command& command, NetFlags& flags) {
  command.add_option("TARGET", flags.targets,
                     "Files, folders, a snapshot, or - for standard input (default: the current "
                     "context's cluster)");
  command.add_option("-o,--output", flags.output, join(flags.outputs, " or "));
  add_cluster_flags(command, flags.cluster, /*several=*/false);
}

void add_ends_flags(Command& command, NetFlags& flags) {
  command
      .add_option("--from", flags.from,
                  "Only from these: NAMESPACE/NAME, a range of addresses, {ingress-controller} "
                  "(globs)")
      .allow_extra_args(false);
  command.add_option("--to", flags.to, "Only to these (globs)").allow_extra_args(false);
  command.add_option("--port", flags.port, "Only where this port is among them: 80, UDP/53");
}

}  // namespace bulwark::cli
