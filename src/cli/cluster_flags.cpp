// SPDX-License-Identifier: Apache-2.0
// Flags to clusters.
#include "cli/cluster_flags.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "cli/clock.h"
#include "cli/command_line.h"

namespace bulwark::cli {
namespace {

using sources::cluster::Access;
using sources::cluster::Kubeconfig;

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread changes it
  return value == nullptr ? "" : value;
}

Result<std::vector<std::string>> context_names(const ClusterFlags& flags) {
  if (flags.all_contexts && !flags.contexts.empty())
    return fail(ErrorCode::malformed, "--all-contexts means all: leave out --context, or it");
  if (flags.all_contexts) {
    const Kubeconfig config = TRY(Kubeconfig::load(flags.kubeconfig, environment()));
    std::vector<std::string> all = config.contexts();
    if (all.empty()) return fail(ErrorCode::not_found, "the kubeconfig has no context");
    return all;
  }
  std::vector<std::string> names;
  for (const std::string& text : flags.contexts) {
    for (std::string& name : split(text, ',')) {
      name.erase(0, name.find_first_not_of(' '));
      name.erase(name.find_last_not_of(' ') + 1);
      if (name.empty())
        return fail(ErrorCode::malformed,
                    "--context '" + text + "' names a context without a name");
      if (std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
    }
  }
  if (names.empty()) names.emplace_back();  // the current one
  return names;
}

// A name as Kubernetes allows it (RFC 1123 label).
bool may_be_namespace(std::string_view name) {
  return !name.empty() && name.size() <= 63 && name.front() != '-' && name.back() != '-' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

Result<std::vector<std::string>> namespaces_of(const ClusterFlags& flags) {
  if (flags.all_namespaces && !flags.namespaces.empty())
    return fail(ErrorCode::malformed, "-A means all namespaces: leave out -n, or -A");
  std::vector<std::string> names;
  for (const std::string& text : flags.namespaces) {
    if (text.empty())
      return fail(ErrorCode::malformed, "-n names no namespace: is a variable empty?");
    for (std::string& name : split(text, ',')) names.push_back(std::move(name));
  }
  for (const std::string& name : names) {
    if (!may_be_namespace(name))
      return fail(ErrorCode::malformed, "-n '" + name + "' cannot be the name of a namespace");
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<sources::cluster::KubeletsWanted> kubelets_of(const ClusterFlags& flags) {
  sources::cluster::KubeletsWanted wanted{.any = true};
  const std::string& text = flags.node_config;
  if (text.empty()) return wanted;
  wanted.asked_for = true;
  if (text == "all" || text == "none") {
    wanted.most = text == "all" ? ~std::size_t{0} : 0;
    return wanted;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), wanted.most);
  if (error != std::errc() || end != text.data() + text.size())
    return fail(ErrorCode::malformed, "--node-config '" + text + "' is no number, all or none");
  return wanted;
}

}  // namespace

void add_cluster_flags(Command& command, ClusterFlags& flags, bool several) {
  command.add_option(
      "--kubeconfig", flags.kubeconfig,
      "Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, the pod's own account)");
  command
      .add_option("--context", flags.contexts,
                  several ? "Contexts of the kubeconfig, with commas between (default: the current)"
                          : "Context of the kubeconfig (default: the current)")
      .allow_extra_args(false);
  if (several)
    command.add_flag("--all-contexts", flags.all_contexts,
                     "Every cluster of the kubeconfig (of several contexts for one, the first)");
  command
      .add_option("--qps", flags.queries_per_second,
                  "Requests a second to one API server (default 50)")
      .within(0.1, 10000.0);
  command
      .add_option("--request-timeout", flags.request_timeout,
                  "Seconds that one request may take (default: 600, and 65 without a single byte)")
      .within(0.1, 86400.0);
}

void add_reading_flags(Command& command, ClusterFlags& flags) {
  command
      .add_option("-n,--namespace", flags.namespaces,
                  "Cluster: only these namespaces and what is in them")
      .allow_extra_args(false);
  command.add_flag("-A,--all-namespaces", flags.all_namespaces,
                   "Cluster: all namespaces (the default)");
  command
      .add_option("--chunk-size", flags.chunk_size,
                  "Cluster: objects that are asked for at once (default 500)")
      .within(1U, 100000U);
  command.add_option("--node-config", flags.node_config,
                     "Cluster: of so many nodes the kubelet's configuration is read, through the "
                     "node proxy: a number, all or none (default: 500, where it is allowed)");
  command.add_flag("--no-secrets", flags.no_secrets,
                   "Cluster: do not list Secrets; controls on them are not evaluated");
}

sources::cluster::ApiOptions api_options(const ClusterFlags& flags, const std::stop_token& stop) {
  sources::cluster::ApiOptions options;
  options.queries_per_second = flags.queries_per_second;
  options.burst = std::max(1, static_cast<int>(2 * flags.queries_per_second));
  options.stop = stop;
  if (flags.request_timeout <= 0) return options;
  options.total_timeout = std::chrono::milliseconds(
      static_cast<std::int64_t>(flags.request_timeout * 1000));
  options.plugin_timeout = std::min(options.plugin_timeout, options.total_timeout);
  options.stall_timeout = std::min(options.stall_timeout, options.total_timeout);
  options.connect_timeout = std::min(options.connect_timeout, options.total_timeout);
  return options;
}

sources::cluster::Environment environment() {
  sources::cluster::Environment environment;
  environment.kubeconfig = variable("KUBECONFIG");
  environment.home = variable("HOME");
  environment.service_host = variable("KUBERNETES_SERVICE_HOST");
  environment.service_port = variable("KUBERNETES_SERVICE_PORT");
  environment.search_path = variable("PATH");
  return environment;
}

Result<std::vector<Access>> find_clusters(const ClusterFlags& flags) {
  const std::vector<std::string> names = TRY(context_names(flags));
  std::vector<Access> clusters;
  for (const std::string& name : names) {
    Access access = TRY(sources::cluster::find_access(flags.kubeconfig, name, environment()));
    // Several contexts for one cluster (other users, other namespaces) are usual.
    const bool known = flags.all_contexts &&
                       std::any_of(clusters.begin(), clusters.end(), [&](const Access& other) {
                         return other.server == access.server;
                       });
    if (!known) clusters.push_back(std::move(access));
  }
  return clusters;
}

Result<scan::LiveTargets> live_targets(const ClusterFlags& flags, const std::stop_token& stop) {
  scan::LiveTargets live;
  live.clusters = TRY(find_clusters(flags));
  live.namespaces = TRY(namespaces_of(flags));
  live.secrets = !flags.no_secrets;
  live.kubelets = TRY(kubelets_of(flags));
  if (live.kubelets.asked_for && !live.namespaces.empty())
    return fail(ErrorCode::malformed, "--node-config is about the whole cluster: leave out -n");
  live.api = api_options(flags, stop);
  live.page_size = flags.chunk_size;
  live.taken_at = now();
  return live;
}

Result<scan::PictureOptions> picture_options(std::vector<std::string> targets,
                                             const ClusterFlags& flags,
                                             const std::stop_token& stop) {
  if (!targets.empty() && flags.names_cluster())
    return fail(ErrorCode::malformed, "files are asked, or a cluster: leave out one of them");
  scan::PictureOptions options;
  if (targets.empty()) {
    options.live = TRY(live_targets(flags, stop));
    if (options.live.clusters.size() != 1)
      return fail(ErrorCode::malformed, "this asks one cluster: name one context");
  }
  options.targets = std::move(targets);
  options.search_path = environment().search_path;
  options.seed = random_seed();
  options.stop = stop;
  return options;
}

}  // namespace bulwark::cli
