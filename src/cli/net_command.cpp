// SPDX-License-Identifier: Apache-2.0
// `bulwark net reach`: which connections policies allow, from workload to workload.
#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>

#include "analyzers/network/listing.h"
#include "base/text.h"
#include "cli/clock.h"
#include "cli/cluster_flags.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "formats/json_object.h"
#include "io/sink.h"
#include "outputs/text.h"
#include "outputs/view.h"
#include "scan/network.h"

namespace bulwark::cli {
namespace {

namespace network = analyzers::network;
using formats::JsonObject;

struct Flags {
  ClusterFlags cluster;
  std::vector<std::string> targets;
  std::string from, to, port;
  std::string output = "txt";
};

std::string visible(std::string_view text) { return outputs::visible(outputs::clean_name(text)); }

Result<std::unique_ptr<scan::NetworkPicture>> read(const Flags& flags, const Services& services) {
  if (flags.output != "txt" && flags.output != "json")
    return fail(ErrorCode::malformed, fmt::format("-o {}: it is txt or json", flags.output));
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
  return scan::read_network(options);
}

// "80", "UDP/53": what must be among the connections; nothing: whatever.
Result<network::Connections> wanted_port(const std::string& text) {
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

// What may make the answer another one.
std::vector<std::string> doubts_of(const scan::NetworkPicture& picture) {
  std::vector<std::string> out;
  for (const network::PolicyFault& fault : picture.policies.faults) {
    out.push_back(fmt::format(
        "{}{}{}: {}{}", fault.resource->title(), fault.path.empty() ? "" : " ", fault.path,
        fault.reason, fault.refused ? "; the API server would refuse it, and it is left out" : ""));
  }
  for (const model::Problem& problem : picture.inventory.problems) {
    if (problem.control.empty() && problem.cluster == picture.cluster)
      out.push_back(fmt::format("{}: {}", problem.what, problem.reason));
  }
  return out;
}

class Writer {
 public:
  Writer(bool json, io::Sink& sink) : json_(json), sink_(sink) {
    if (json_) sink_.write("{\"connections\":[");
  }

  void take(const network::End& from, const network::End& to, const network::Connections& what) {
    if (json_) {
      JsonObject one;
      one.text("src", from.title).text("dst", to.title).text("conn", what.text());
      sink_.write(count_ == 0 ? "\n" : ",\n");
      sink_.write(std::move(one).take());
    } else {
      sink_.write(visible(network::line_of(from, to, what)) + "\n");
    }
    ++count_;
  }

  void end(const std::vector<std::string>& doubts) {
    if (!json_) return;
    sink_.write("],\"unknown\":" + formats::json_list(doubts) + "}\n");
  }

  std::uint64_t count() const { return count_; }

 private:
  bool json_;
  io::Sink& sink_;
  std::uint64_t count_ = 0;
};

auto by_glob(const std::string& glob) {
  return [glob](const network::End& end) {
    return glob_match(glob, end.title) ||
           glob_match(glob, std::string_view(end.title).substr(0, end.title.rfind('[')));
  };
}

int run(const Flags& flags, const Services& services) {
  const auto port = wanted_port(flags.port);
  if (!port) return complain(port.error().text(), kUsage);
  const auto picture = read(flags, services);
  if (!picture && picture.error().code == ErrorCode::cancelled)
    return complain("interrupted", kInterrupted);
  if (!picture) return complain(picture.error().text(), kUsage);
  network::ListFilter filter;
  if (!flags.from.empty()) filter.from = by_glob(flags.from);
  if (!flags.to.empty()) filter.to = by_glob(flags.to);
  io::DescriptorSink sink(STDOUT_FILENO);
  Writer writer(flags.output == "json", sink);
  network::list(*(*picture)->endpoints, (*picture)->entries, *(*picture)->reach, filter,
                [&](const network::End& from, const network::End& to,
                    const network::Connections& connections) {
                  network::Connections some = connections;
                  some.intersect(*port);
                  if (!some.is_empty()) writer.take(from, to, connections);
                  return !services.stop.stop_requested();
                });
  const std::vector<std::string> doubts = doubts_of(**picture);
  writer.end(doubts);
  const Result<void> written = sink.finish();
  if (services.stop.stop_requested()) return complain("interrupted", kInterrupted);
  if (!written && written.error().code != ErrorCode::cancelled)
    return complain(written.error().text(), kUsage);
  for (const std::string& doubt : doubts) say("not known: {}\n", visible(doubt));
  if (!doubts.empty()) return kNotEvaluated;
  return writer.count() > 0 ? kGood : kFindings;
}

}  // namespace

void add_net_command(CLI::App& app, const Services& services, Action& action) {
  CLI::App* command = app.add_subcommand("net", "Who can talk to whom in a cluster");
  command->require_subcommand(1);
  CLI::App* reach = command->add_subcommand(
      "reach", "Which connections network policies allow, from workload to workload");
  const auto flags = std::make_shared<Flags>();
  reach->add_option("TARGET", flags->targets,
                    "Files, folders, a snapshot, or - for standard input (default: the current "
                    "context's cluster)");
  reach
      ->add_option("--from", flags->from,
                   "Only from these: NAMESPACE/NAME, a range of addresses, {ingress-controller} "
                   "(globs)")
      ->allow_extra_args(false);
  reach->add_option("--to", flags->to, "Only to these (globs)")->allow_extra_args(false);
  reach->add_option("--port", flags->port, "Only where this port is among them: 80, UDP/53");
  reach->add_option("-o,--output", flags->output, "txt or json");
  add_cluster_flags(*reach, flags->cluster, /*several=*/false);
  reach->callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
