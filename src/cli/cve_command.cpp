// SPDX-License-Identifier: Apache-2.0
// `bulwark cve`: known vulnerabilities of Kubernetes, as feeds tell them and as a cluster has them.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"
#include "cli/clock.h"
#include "cli/cluster_flags.h"
#include "cli/command_line.h"
#include "cli/cve_answer.h"
#include "cli/exit_code.h"
#include "cli/net_ask.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "cli/scan_flags.h"
#include "knowledge/cve_components.h"
#include "knowledge/cve_feed.h"
#include "knowledge/cve_version.h"
#include "scan/cve.h"
#include "scan/cve_sources.h"

namespace bulwark::cli {
namespace {

using knowledge::CveSeverity;

struct FeedFlags {
  std::vector<std::string> sources;
  std::string output = "table";
};

struct CheckFlags {
  ClusterFlags cluster;
  std::vector<std::string> targets, components, feeds;
  std::string kube_version;
  std::string fail_on = "high";
  std::string output = "table";
  bool no_shipped = false;
  bool ignore_unfixed = false;
};

std::vector<std::string> doubts_of(const knowledge::CveSet& set) {
  std::vector<std::string> out = analyzers::cve::unread_ranges(set, analyzers::cve::UnreadOf::all);
  for (const knowledge::CveProblem& one : set.problems)
    out.push_back(fmt::format("{}: {}", one.item, one.reason));
  return out;
}

int run_feed(const FeedFlags& flags, const Services& services) {
  constexpr std::array<std::string_view, 4> kOutputs{"table", "json", "json-feed", "osv"};
  if (std::ranges::find(kOutputs, flags.output) == kOutputs.end())
    return complain(fmt::format("-o {}: it is table, json, json-feed or osv", flags.output),
                    kUsage);
  auto set = flags.sources.empty() ? Result<knowledge::CveSet>(scan::shipped_cves())
                                   : scan::load_cves(flags.sources, services.stop);
  if (!set) return complain_of_net_picture(set.error());
  const int printed = print_answer(flags.output == "json"        ? cve_feed_json(*set)
                                   : flags.output == "json-feed" ? knowledge::feed_json(*set)
                                   : flags.output == "osv"       ? cve_feed_osv(*set)
                                                                 : cve_feed_table(*set));
  if (printed != kGood) return printed;
  const auto doubts = doubts_of(*set);
  tell_doubts(doubts);
  return doubts.empty() ? kGood : kNotEvaluated;
}

// "ingress-nginx=1.11.2".
Result<std::pair<std::string, std::string>> component_of_flag(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = knowledge::cve_component_from(text.substr(0, equals));
  if (equals == std::string::npos || !knowledge::parse_cve_version(text.substr(equals + 1)))
    return fail(ErrorCode::malformed,
                fmt::format("--component {}: it is a name and a version, such as "
                            "ingress-nginx=1.11.2",
                            text));
  return std::pair(name, text.substr(equals + 1));
}

// "1.29" has no patch, and patches are what mends.
Result<void> check_kube_version(const std::string& text) {
  if (text.empty()) return {};
  const auto version = knowledge::parse_cve_version(text);
  if (version && version->count >= 3) return {};
  return fail(
      ErrorCode::malformed,
      fmt::format("--kube-version {}: it is a version with its patch, such as 1.29.3", text));
}

Result<scan::CveOptions> options_of(const CheckFlags& flags, const Services& services) {
  if (flags.output != "table" && flags.output != "json")
    return fail(ErrorCode::malformed, fmt::format("-o {}: it is table or json", flags.output));
  const bool named = !flags.kube_version.empty() || !flags.components.empty();
  const bool pictured = !flags.targets.empty() || flags.cluster.names_cluster();
  if (!flags.kube_version.empty() && pictured)
    return fail(ErrorCode::malformed,
                "--kube-version asks for a version alone: leave out the rest");
  if (!flags.targets.empty() && flags.cluster.names_cluster())
    return fail(ErrorCode::malformed, "files are asked, or a cluster: leave out one of them");
  if (flags.no_shipped && flags.feeds.empty())
    return fail(ErrorCode::malformed, "--no-shipped leaves nothing to know: name a --feed");
  TRY_VOID(check_kube_version(flags.kube_version));
  scan::CveOptions options;
  for (const std::string& text : flags.components)
    options.components.push_back(TRY(component_of_flag(text)));
  options.picture = pictured || !named;
  options.kube_version = flags.kube_version;
  options.targets = flags.targets;
  options.feeds = flags.feeds;
  options.shipped = !flags.no_shipped;
  options.match.ignore_unfixed = flags.ignore_unfixed;
  if (options.picture && flags.targets.empty())
    options.live = TRY(live_targets(flags.cluster, services.stop));
  if (options.picture && flags.targets.empty() && options.live.clusters.size() != 1)
    return fail(ErrorCode::malformed, "this asks one cluster: name one context");
  options.search_path = environment().search_path;
  options.seed = random_seed();
  options.stop = services.stop;
  return options;
}

// Nobody has rated what is unknown: it counts, whatever is asked for.
bool counts(CveSeverity severity, model::Severity least) {
  switch (severity) {
    case CveSeverity::unknown: return true;
    case CveSeverity::critical: return model::Severity::critical <= least;
    case CveSeverity::high: return model::Severity::high <= least;
    case CveSeverity::medium: return model::Severity::medium <= least;
    case CveSeverity::low: return model::Severity::low <= least;
    case CveSeverity::none: return model::Severity::info <= least;
  }
  return true;
}

bool fails(const scan::CveCheck& check, model::Severity least) {
  return std::ranges::any_of(check.components, [&](const analyzers::cve::Matched& one) {
    return std::ranges::any_of(
        one.hits, [&](const analyzers::cve::Hit& hit) { return counts(hit.cve->severity, least); });
  });
}

int run_check(const CheckFlags& flags, const Services& services) {
  ScanFlags scanning;
  scanning.fail_on = flags.fail_on;
  const auto least = scanning.least_failing();
  if (!least) return complain(least.error().text(), kUsage);
  auto options = options_of(flags, services);
  if (!options) return complain_of_net_picture(options.error());
  Progress progress;
  options->progress = &progress;
  const auto check = [&] {
    const ProgressLine line(progress);
    return scan::check_cves(*options);
  }();
  if (!check) return complain_of_net_picture(check.error());
  const int printed = print_answer(flags.output == "json" ? cve_check_json(**check)
                                                          : cve_check_table(**check, today()));
  if (printed != kGood) return printed;
  tell_doubts((*check)->unknown);
  if (*least && fails(**check, **least)) return kFindings;
  return (*check)->unknown.empty() ? kGood : kNotEvaluated;
}

void add_feed_command(Command& cve, const Services& services, Action& action) {
  Command command = cve.add_subcommand(
      "feed", "Read Kubernetes' official CVE feed, or OSV, into components and ranges of versions");
  const auto flags = std::make_shared<FeedFlags>();
  command.add_option("SOURCE", flags->sources,
                     "Files, folders of OSV, http or https addresses, or - for standard input "
                     "(default: the set that the program ships)");
  command.add_option("-o,--output", flags->output, "table, json, json-feed or osv");
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run_feed(*flags, services); };
  });
}

void add_check_command(Command& cve, const Services& services, Action& action) {
  Command command = cve.add_subcommand(
      "check", "Which known vulnerabilities the components of a cluster have by their versions");
  const auto flags = std::make_shared<CheckFlags>();
  command.add_option("TARGET", flags->targets,
                     "Files, folders, a snapshot, or - for standard input (default: the current "
                     "context's cluster)");
  command.add_option("--kube-version", flags->kube_version,
                     "Ask for this version of Kubernetes' programs, such as 1.29.3");
  command
      .add_option("--component", flags->components,
                  "Ask for a component in a version too: ingress-nginx=1.11.2")
      .allow_extra_args(false);
  command
      .add_option("--feed", flags->feeds,
                  "Know what this feed or OSV (file, folder, address, -) says too; where it and "
                  "the shipped set differ, it counts")
      .allow_extra_args(false);
  command.add_flag("--no-shipped", flags->no_shipped, "Know only what --feed says");
  command.add_flag("--ignore-unfixed", flags->ignore_unfixed, "Leave out what no version mends");
  command.add_option("--fail-on", flags->fail_on,
                     "Exit code 1 from this severity up: critical, high (the default), medium, "
                     "low, info, or none");
  command.add_option("-o,--output", flags->output, "table or json");
  add_cluster_flags(command, flags->cluster, /*several=*/false);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run_check(*flags, services); };
  });
}

}  // namespace

void add_cve_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand(
      "cve", "Known vulnerabilities of Kubernetes: what feeds say, and what a cluster has");
  command.require_subcommand(1);
  add_feed_command(command, services, action);
  add_check_command(command, services, action);
}

}  // namespace bulwark::cli
