// SPDX-License-Identifier: Apache-2.0
// `bulwark net reach`: which connections policies allow, from workload to workload.
#include <fmt/core.h>
#include <unistd.h>

#include <memory>
#include <stop_token>
#include <utility>

#include "analyzers/network/doubt.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/net_ask.h"
#include "cli/net_map.h"
#include "formats/json_object.h"
#include "io/sink.h"
#include "outputs/network_page.h"

namespace bulwark::cli {
namespace {

namespace network = analyzers::network;
using formats::JsonObject;

class Writer {
 public:
  Writer(bool json, const network::Doubt& doubt, io::Sink& sink)
      : json_(json), doubt_(doubt), sink_(sink) {
    if (json_) sink_.write("{\"connections\":[");
  }

  void take(const network::End& from, const network::End& to, const network::Connections& what) {
    const std::string unknown = network::titles_of(doubt_.on_allowed(from.endpoints, to.endpoints));
    if (json_) {
      JsonObject one;
      one.text("src", from.title).text("dst", to.title).text("conn", what.text());
      one.text_if_any("unknown", unknown);
      sink_.write(count_ == 0 ? "\n" : ",\n");
      sink_.write(std::move(one).take());
    } else {
      const std::string line = network::line_of(from, to, what);
      sink_.write(net_visible(unknown.empty() ? line : line + " (unknown: " + unknown + ")") +
                  "\n");
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
  const network::Doubt& doubt_;
  io::Sink& sink_;
  std::uint64_t count_ = 0;
};

// "from shop/*, port 443"
std::string asked_of(const NetFlags& flags) {
  std::string out;
  for (const auto& [name, value] :
       {std::pair("from", flags.from), std::pair("to", flags.to), std::pair("port", flags.port)}) {
    if (!value.empty()) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name, value);
  }
  return out;
}

// All connections, as a page. Returns how many rows of it have any.
std::uint64_t write_page(const NetFlags& flags, const network::MapOptions& options,
                         scan::NetworkPicture& picture, const std::vector<std::string>& doubts,
                         io::Sink& sink) {
  const network::NetworkMap map = network::network_map(*picture.endpoints, picture.policies,
                                                       picture.leads, *picture.reach, options);
  sink.write(outputs::network_page(network_map_json(map, doubts, asked_of(flags))));
  return map.sets.size() - 1 + map.doors.size();
}

// Connections one by one. Returns how many.
std::uint64_t write_lines(const NetFlags& flags, const network::MapOptions& options,
                          scan::NetworkPicture& picture, const std::vector<std::string>& doubts,
                          const std::stop_token& stop, io::Sink& sink) {
  const network::Doubt doubt(*picture.endpoints, picture.policies);
  Writer writer(flags.output == "json", doubt, sink);
  network::list(*picture.endpoints, picture.entries, *picture.reach, options.filter,
                [&](const network::End& from, const network::End& to,
                    const network::Connections& connections) {
                  network::Connections some = connections;
                  some.intersect(options.port);
                  if (!some.is_empty()) writer.take(from, to, connections);
                  return !stop.stop_requested();
                });
  writer.end(doubts);
  return writer.count();
}

int run(const NetFlags& flags, const Services& services) {
  const auto port = connections_of_flag(flags.port);
  if (!port) return complain(port.error().text(), kUsage);
  const auto picture = read_net_picture(flags, services);
  if (!picture) return complain_of_net_picture(picture.error());
  network::MapOptions options;
  options.port = *port;
  if (!flags.from.empty()) options.filter.from = ends_like(flags.from);
  if (!flags.to.empty()) options.filter.to = ends_like(flags.to);
  const std::vector<std::string> doubts = doubts_of(**picture);
  io::DescriptorSink sink(STDOUT_FILENO);
  const std::uint64_t count = flags.output == "html"
                                  ? write_page(flags, options, **picture, doubts, sink)
                                  : write_lines(flags, options, **picture, doubts, services.stop,
                                                sink);
  const Result<void> written = sink.finish();
  if (services.stop.stop_requested()) return complain("interrupted", kInterrupted);
  if (!written && written.error().code != ErrorCode::cancelled)
    return complain(written.error().text(), kUsage);
  tell_node_network(**picture);
  tell_doubts(doubts);
  if (!doubts.empty()) return kNotEvaluated;
  return count > 0 ? kGood : kFindings;
}

}  // namespace

void add_reach_command(Command& net, const Services& services, Action& action) {
  Command command = net.add_subcommand(
      "reach", "Which connections network policies allow, from workload to workload");
  const auto flags = std::make_shared<NetFlags>();
  flags->outputs.emplace_back("html");
  add_ends_flags(command, *flags);
  add_net_picture_flags(command, *flags);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
