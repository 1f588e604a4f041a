// SPDX-License-Identifier: Apache-2.0
// `bulwark node logs NODE --query SERVICE`: what a node's kubelet gives of its logs, and who else
// may have them.
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "cli/clock.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/node_ask.h"
#include "cli/rbac_flags.h"
#include "cli/rbac_who_can.h"
#include "cli/say.h"
#include "io/sink.h"
#include "sources/cluster/node_logs.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;
using sources::cluster::ApiClient;
using sources::cluster::LogQuery;

constexpr std::int64_t kNotGiven = std::numeric_limits<std::int64_t>::min();

struct Flags {
  RbacFlags rbac;
  std::string node;
  std::vector<std::string> queries;
  std::string since, until, pattern;
  std::int64_t tail = kNotGiven;
  std::int64_t boot = kNotGiven;
  bool who_can = false;
};

std::optional<std::int64_t> given(std::int64_t value) {
  return value == kNotGiven ? std::nullopt : std::optional(value);
}

Result<std::string> time_of(const std::string& text, const char* flag) {
  if (text.empty()) return text;
  auto time = sources::cluster::log_time(text, now());
  if (!time) return std::unexpected(std::move(time.error()).context(flag));
  return time;
}

Result<LogQuery> query_of(const Flags& flags) {
  LogQuery query{flags.queries,
                 TRY(time_of(flags.since, "--since")),
                 TRY(time_of(flags.until, "--until")),
                 given(flags.tail),
                 given(flags.boot),
                 flags.pattern};
  TRY_VOID(sources::cluster::check_log_query(query));
  return query;
}

/// A log is written by whoever can make a service write; on a terminal it must not act.
class ForTerminal {
 public:
  std::string operator()(std::string_view block) {
    std::string out;
    out.reserve(block.size());
    for (const char c : block) {
      const auto byte = static_cast<unsigned char>(c);
      const bool low = byte < 0x20 && c != '\n' && c != '\t';
      const bool high = last_ == 0xC2 && byte >= 0x80 && byte <= 0x9F;  // as UTF-8 has them
      if (c != '\r') out += low || high || byte == 0x7F ? '?' : c;
      last_ = byte;
    }
    return out;
  }

 private:
  unsigned char last_ = 0;
};

/// Standard output, as it comes.
class Output {
 public:
  bool write(std::string_view block) {
    any_ = any_ || !block.empty();
    io::DescriptorSink sink(STDOUT_FILENO);
    sink.write(terminal_ ? shown_(block) : std::string(block));
    state_ = sink.finish();
    return state_.has_value();
  }
  bool any() const { return any_; }
  const Result<void>& state() const { return state_; }

 private:
  bool terminal_ = isatty(STDOUT_FILENO) != 0;
  ForTerminal shown_;
  bool any_ = false;
  Result<void> state_;
};

int complain_of_log(const Error& error, const Output& output, const Services& services) {
  if (services.stop.stop_requested()) return complain("interrupted", kInterrupted);
  if (!output.state()) {
    const Error& why = output.state().error();
    return why.code == ErrorCode::cancelled ? kGood : complain(why.text(), kUsage);
  }
  return complain(error.text(), error.code == ErrorCode::malformed ? kUsage : kNotEvaluated);
}

int print_log(const Flags& flags, const LogQuery& query, const Services& services) {
  const auto clusters = find_clusters(flags.rbac.cluster);
  if (!clusters) return complain(clusters.error().text(), kUsage);
  if (clusters->size() != 1) return complain("this asks one cluster: name one context", kUsage);
  ApiClient client(clusters->front(), api_options(flags.rbac.cluster, services.stop));
  Output output;
  const auto node = sources::cluster::look_at_node(client, flags.node);
  if (!node && node.error().code == ErrorCode::not_found)
    return complain(node.error().text(), kUsage);
  if (!node) return complain_of_log(node.error(), output, services);
  if (const auto fits = sources::cluster::check_for_node(query, *node); !fits)
    return complain(fits.error().text(), kUsage);
  if (sources::cluster::runs_commands(*node)) {
    say("bulwark: {} runs Windows with kubelet {}: whoever may ask for its logs can run commands "
        "there (CVE-2024-9042)\n",
        flags.node, node->version);
  }
  const auto done = sources::cluster::read_log(
      client, flags.node, *node, query,
      [&](std::string_view block) { return output.write(block); });
  if (!done) return complain_of_log(done.error(), output, services);
  if (!output.any()) say("bulwark: nothing was logged that fits\n");
  return kGood;
}

// By the API server's proxy, and at the kubelet itself.
int print_holders(Flags& flags, const Services& services) {
  const auto source = read_source(flags.rbac, services);
  if (!source) return complain_of_reading(source.error());
  int out = kFindings;
  for (const char* resource : {"nodes/proxy", "nodes/log"}) {
    rbac::Typed typed{.verb = "get", .resource = resource, .name = flags.node};
    const auto question = rbac::make_question(typed, *source->picture->names);
    if (!question) return complain(question.error().text(), kUsage);
    const int code = answer_who_can(flags.rbac, *source, *question);
    if (code == kUsage || code == kNotEvaluated) return code;
    out = std::min(out, code);
    if (resource == std::string_view("nodes/proxy")) (void)print_answer("\n");
  }
  return out;
}

int run(Flags& flags, const Services& services) {
  const bool asks = !flags.queries.empty() || !flags.since.empty() || !flags.until.empty() ||
                    !flags.pattern.empty() || flags.tail != kNotGiven || flags.boot != kNotGiven;
  if (flags.who_can && asks)
    return complain("--who-can tells who may ask: leave out what is asked for", kUsage);
  if (flags.who_can) return print_holders(flags, services);
  const auto query = query_of(flags);
  if (!query) return complain(query.error().text(), kUsage);
  return print_log(flags, *query, services);
}

void add_query_flags(Command& command, Flags& flags) {
  command
      .add_option("-q,--query", flags.queries,
                  "A service (kubelet), up to four times; or one file below /var/log, with a slash")
      .allow_extra_args(false);
  command.add_option("--since", flags.since,
                     "From then on: 2026-11-24T10:25:16Z, or so long ago (90m, 1h30m)");
  command.add_option("--until", flags.until, "Up to then, told as --since");
  command.add_option("--tail", flags.tail, "So many lines from the end, up to 100000");
  command.add_option("--boot", flags.boot,
                     "Linux: of this boot (0), of the one before (-1), and so on");
  command.add_option("--pattern", flags.pattern, "Only entries that this regular expression finds");
}

}  // namespace

void add_node_logs_command(Command& node, const Services& services, Action& action) {
  Command command = node.add_subcommand(
      "logs", "What services and files of a node have logged, by its kubelet (Linux, Windows)");
  const auto flags = std::make_shared<Flags>();
  command.add_option("NODE", flags->node, "Its name").required();
  add_query_flags(command, *flags);
  command.add_flag("--who-can", flags->who_can,
                   "Who else may read this node's logs, instead of the logs");
  add_cluster_flags(command, flags->rbac.cluster, /*several=*/false);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
