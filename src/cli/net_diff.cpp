// SPDX-License-Identifier: Apache-2.0
// `bulwark net diff OLD [NEW]`: connections gained and lost between two pictures.
#include <fmt/core.h>
#include <unistd.h>

#include <memory>

#include "analyzers/network/difference.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/net_ask.h"
#include "formats/json_object.h"
#include "io/sink.h"

namespace bulwark::cli {
namespace {

namespace network = analyzers::network;
using formats::JsonObject;

struct Flags {
  NetFlags picture;
  std::string before, after;
};

Result<void> check(const Flags& flags) {
  if (flags.before == "-" && flags.after == "-")
    return fail(ErrorCode::malformed, "only one side of a diff can be standard input");
  if (!flags.after.empty() && flags.picture.cluster.names_cluster())
    return fail(ErrorCode::malformed,
                "NEW is named, so that no cluster is read: leave out NEW, or the flags of one");
  return {};
}

// An empty path means the live cluster.
Result<std::unique_ptr<scan::NetworkPicture>> read_side(const Flags& flags, const std::string& path,
                                                        const Services& services) {
  NetFlags side = flags.picture;
  if (!path.empty()) {
    side.targets = {path};
    side.cluster = {};
  }
  return read_net_picture(side, services);
}

network::Side side_of(const scan::NetworkPicture& picture) {
  return {*picture.endpoints, picture.policies, picture.entries};
}

std::string_view word_of(const network::Change& change) {
  if (change.before.is_empty()) return "added";
  return change.after.is_empty() ? "removed" : "changed";
}

std::string json_of(const network::Change& change) {
  JsonObject one;
  one.text("change", word_of(change)).text("src", change.from).text("dst", change.to);
  one.text("before", change.before.text()).text("after", change.after.text());
  return std::move(one).take();
}

struct Told {
  network::WorkloadChanges workloads;
  std::string changes;  // of connections, as they are printed
  bool opened = false;
};

Told find(const scan::NetworkPicture& before, const scan::NetworkPicture& after, bool json,
          const Services& services) {
  Told out;
  const auto take = [&](const network::Change& change) {
    out.opened = out.opened || change.opened();
    if (json) {
      out.changes += (out.changes.empty() ? "\n" : ",\n") + json_of(change);
    } else {
      out.changes += net_visible(network::line_of(change)) + "\n";
    }
    return !services.stop.stop_requested();
  };
  out.workloads = network::find_differences(side_of(before), side_of(after), take);
  return out;
}

std::string text_of(const Told& told) {
  std::string out;
  for (const std::string& title : told.workloads.added) out += "+ " + net_visible(title) + "\n";
  for (const std::string& title : told.workloads.removed) out += "- " + net_visible(title) + "\n";
  return out + told.changes;
}

std::string json_of(const Told& told, const std::vector<std::string>& doubts) {
  return JsonObject()
             .raw("added", formats::json_list(told.workloads.added))
             .raw("removed", formats::json_list(told.workloads.removed))
             .raw("connections", "[" + told.changes + "]")
             .raw("unknown", formats::json_list(doubts))
             .take() +
         "\n";
}

std::vector<std::string> doubts_of_both(const scan::NetworkPicture& before,
                                        const scan::NetworkPicture& after) {
  std::vector<std::string> out;
  for (const std::string& doubt : doubts_of(before)) out.push_back("OLD: " + doubt);
  for (const std::string& doubt : doubts_of(after)) out.push_back("NEW: " + doubt);
  return out;
}

int run(const Flags& flags, const Services& services) {
  if (const auto fits = check(flags); !fits) return complain(fits.error().text(), kUsage);
  const auto before = read_side(flags, flags.before, services);
  if (!before) return complain_of_net_picture(before.error());
  const auto after = read_side(flags, flags.after, services);
  if (!after) return complain_of_net_picture(after.error());
  const bool json = flags.picture.output == "json";
  const Told told = find(**before, **after, json, services);
  if (services.stop.stop_requested()) return complain("interrupted", kInterrupted);
  const std::vector<std::string> doubts = doubts_of_both(**before, **after);
  io::DescriptorSink sink(STDOUT_FILENO);
  sink.write(json ? json_of(told, doubts) : text_of(told));
  const Result<void> written = sink.finish();
  if (!written && written.error().code != ErrorCode::cancelled)
    return complain(written.error().text(), kUsage);
  tell_doubts(doubts);
  if (told.opened) return kFindings;
  return doubts.empty() ? kGood : kNotEvaluated;
}

}  // namespace

void add_net_diff_command(Command& net, const Services& services, Action& action) {
  Command command = net.add_subcommand(
      "diff",
      "Which connections were gained and lost between two pictures: files, snapshots, a "
      "cluster");
  const auto flags = std::make_shared<Flags>();
  command.add_option("OLD", flags->before, "Manifests or a snapshot: a file, folder, chart, or -")
      .required();
  command.add_option("NEW", flags->after, "The same (default: the current context's cluster)");
  command.add_option("-o,--output", flags->picture.output, "txt or json");
  add_cluster_flags(command, flags->picture.cluster, /*several=*/false);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
