// SPDX-License-Identifier: Apache-2.0
// One picture for one question.
#include "cli/net_ask.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
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
  scan::PictureOptions options = TRY(picture_options(flags.targets, flags.cluster, services.stop));
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

// "shop/cart[Deployment], shop/db[StatefulSet] and 3 more"
std::string few_of(std::vector<std::string> titles) {
  constexpr std::size_t kMost = 3;
  std::ranges::sort(titles);
  titles.erase(std::ranges::unique(titles).begin(), titles.end());
  const std::size_t more = titles.size() <= kMost ? 0 : titles.size() - kMost;
  titles.resize(titles.size() - more);
  return join(titles, ", ") + (more == 0 ? "" : fmt::format(" and {} more", more));
}

// "; unknown is what is listed to shop/cart[Deployment]"
std::string touched_by(const network::PolicyFault& fault, const network::Endpoints& endpoints) {
  if (fault.refused || fault.touched->empty()) return {};
  std::vector<std::string> titles;
  for (const network::EndpointId pod : *fault.touched)
    titles.push_back(endpoints.all()[pod].title());
  const std::string_view ends = fault.ingress && fault.egress ? "to and from"
                                : fault.ingress               ? "to"
                                                              : "from";
  const std::string_view which = fault.may_open && fault.may_close ? "open"
                                 : fault.may_close                 ? "listed"
                                                                   : "not listed";
  return fmt::format("; unknown is what is {} {} {}", which, ends, few_of(std::move(titles)));
}

}  // namespace

std::vector<std::string> doubts_of(const scan::NetworkPicture& picture) {
  std::vector<std::string> out;
  for (const network::PolicyFault& fault : picture.policies.faults) {
    out.push_back(fmt::format("{}{}{}: {}{}{}", fault.resource->title(),
                              fault.path.empty() ? "" : " ", fault.path, fault.reason,
                              !fault.refused ? ""
                              : network::is_of_plugin(*fault.resource)
                                  ? "; its network plugin would refuse it, and it is left out"
                                  : "; the API server would refuse it, and it is left out",
                              touched_by(fault, *picture.endpoints)));
  }
  for (const model::Problem& problem : picture.inventory.problems) {
    if (problem.control.empty() && problem.cluster == picture.cluster)
      out.push_back(fmt::format("{}: {}", problem.what, problem.reason));
  }
  return out;
}

void tell_node_network(const scan::NetworkPicture& picture) {
  std::vector<std::string> titles;
  for (const network::Endpoint& one : picture.endpoints->all()) {
    if (one.host_network) titles.push_back(one.title());
  }
  if (titles.empty() || picture.policies.all.empty()) return;
  say("note: in their node's network, where most network plugins hold no policies: {}\n",
      net_visible(few_of(std::move(titles))));
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
