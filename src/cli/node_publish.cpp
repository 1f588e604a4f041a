// SPDX-License-Identifier: Apache-2.0
// `bulwark node publish`: what the audit of this node would read, told to its cluster.
#include "cli/node_publish.h"

#include <fmt/core.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "cel/time_text.h"
#include "cli/clock.h"
#include "cli/cluster_flags.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "scan/node.h"
#include "scan/publish_node.h"
#include "sources/cluster/api_client.h"

namespace bulwark::cli {
namespace {

using std::chrono::nanoseconds;

struct Flags {
  ClusterFlags cluster;
  std::string root = "/";
  std::string node;
  nanoseconds every{0};  ///< 0: once
  bool dry_run = false;
};

Result<nanoseconds> read_pause(const std::string& text) {
  constexpr nanoseconds kLeast = std::chrono::minutes(1);
  const auto pause = cel::parse_duration(text);
  if (!pause)
    return fail(ErrorCode::malformed, fmt::format("'{}' is no duration such as 6h", text));
  if (nanoseconds(*pause) < kLeast)
    return fail(ErrorCode::malformed, fmt::format("'{}' is less than a minute", text));
  return nanoseconds(*pause);
}

// What the DaemonSet gives its pods.
std::string name_of_node(const Flags& flags) {
  if (!flags.node.empty()) return flags.node;
  const char* name = std::getenv("NODE_NAME");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  return name == nullptr ? "" : name;
}

struct Told {
  scan::NodeFacts facts;
  std::string config_map, path;
};

Result<Told> read_node(const Flags& flags) {
  model::Inventory inventory;
  const scan::NodeOptions options{random_seed(), today(), name_of_node(flags)};
  scan::NodeFacts facts = TRY(scan::read_node_to_publish(
      std::string(scan::kNodeTarget) + flags.root, options, now(), inventory));
  std::string text = TRY(scan::node_facts_config_map(facts));
  std::string path = scan::node_facts_path(facts);
  return Told{std::move(facts), std::move(text), std::move(path)};
}

int publish(const Flags& flags, sources::cluster::ApiClient* client) {
  const Result<Told> told = read_node(flags);
  if (!told) return complain(told.error().text(), kNotEvaluated);
  for (const scan::NodeFacts::Gap& gap : told->facts.gaps)
    say("not read: {}: {}\n", gap.what, gap.reason);
  if (client == nullptr) return print_answer(told->config_map + "\n");
  const auto answer = client->apply(told->path, told->config_map);
  const std::string what = "ConfigMap " + told->path;
  if (!answer) {
    const bool stopped = answer.error().code == ErrorCode::cancelled;
    return complain(Error(answer.error()).context(what).text(),
                    stopped ? kInterrupted : kNotEvaluated);
  }
  if (answer->status < 200 || answer->status > 299)
    return complain(sources::cluster::api_error(*answer, what).text(), kNotEvaluated);
  say("node {}: {} documents, {} not read; {} bytes published\n", told->facts.node,
      told->facts.documents.size(), told->facts.gaps.size(), told->config_map.size());
  return told->facts.gaps.empty() ? kGood : kNotEvaluated;
}

// False when somebody asked to stop.
bool wait(nanoseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

int run(const Flags& flags, const Services& services) {
  if (flags.dry_run) return publish(flags, nullptr);
  const auto clusters = find_clusters(flags.cluster);
  if (!clusters) return complain(clusters.error().text(), kUsage);
  if (clusters->size() != 1) return complain("a node is of one cluster: name one context", kUsage);
  sources::cluster::ApiClient client((*clusters)[0], api_options(flags.cluster, services.stop));
  int last = publish(flags, &client);
  while (flags.every.count() > 0 && wait(flags.every, services.stop))
    last = publish(flags, &client);
  // Whoever ends a run that would never end has not interrupted it.
  return flags.every.count() > 0 ? kGood : last;
}

}  // namespace

void add_node_publish_command(Command& node, const Services& services, Action& action) {
  Command command = node.add_subcommand(
      "publish",
      "Tell the cluster what an audit of this node would read, for scans of the cluster");
  const auto flags = std::make_shared<Flags>();
  command.add_option("--root", flags->root, "The folder that stands for the node's / (default: /)");
  command.add_option("--node", flags->node,
                     "The node's name in the cluster (default: $NODE_NAME, then /etc/hostname)");
  command.add_option(
      "--every",
      [flags](const std::string& text) -> Result<void> {
        flags->every = TRY(read_pause(text));
        return {};
      },
      "Again and again, with such a pause: 6h (default: once)");
  command.add_flag("--dry-run", flags->dry_run, "Print the ConfigMap, change nothing");
  add_cluster_flags(command, flags->cluster, /*several=*/false);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
