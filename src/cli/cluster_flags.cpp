// SPDX-License-Identifier: Apache-2.0
// Flags to clusters.
#include "cli/cluster_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "cli/clock.h"

namespace bulwark::cli {
namespace {

using sources::cluster::Access;
using sources::cluster::Kubeconfig;

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread changes it
  return value == nullptr ? "" : value;
}

Result<std::vector<std::string>> context_names(const ClusterFlags& flags) {
  if (flags.all_contexts) {
    const Kubeconfig config = TRY(Kubeconfig::load(flags.kubeconfig, environment()));
    std::vector<std::string> all = config.contexts();
    if (all.empty()) return fail(ErrorCode::not_found, "the kubeconfig has no context");
    return all;
  }
  std::vector<std::string> names;
  for (const std::string& text : flags.contexts) {
    for (std::string& name : split(text, ',')) {
      if (std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
    }
  }
  if (names.empty()) names.emplace_back();  // the current one
  return names;
}

}  // namespace

void add_cluster_flags(CLI::App& command, ClusterFlags& flags, bool several) {
  command.add_option(
      "--kubeconfig", flags.kubeconfig,
      "Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, the pod's own account)");
  command
      .add_option("--context", flags.contexts,
                  several ? "Contexts of the kubeconfig, with commas between (default: the current)"
                          : "Context of the kubeconfig (default: the current)")
      ->allow_extra_args(false);
  if (several)
    command.add_flag("--all-contexts", flags.all_contexts, "Every cluster of the kubeconfig");
  command
      .add_option("--qps", flags.queries_per_second,
                  "Requests a second to one API server (default 50)")
      ->check(CLI::Range(0.1, 10000.0));
  command
      .add_option("--request-timeout", flags.request_timeout,
                  "Seconds that one request may take (default: 600, and 65 without a single byte)")
      ->check(CLI::Range(0.1, 86400.0));
}

void add_reading_flags(CLI::App& command, ClusterFlags& flags) {
  command
      .add_option("-n,--namespace", flags.namespaces,
                  "Cluster: only these namespaces and what is in them")
      ->allow_extra_args(false);
  command.add_flag("-A,--all-namespaces", flags.all_namespaces,
                   "Cluster: all namespaces (the default)");
  command
      .add_option("--chunk-size", flags.chunk_size,
                  "Cluster: objects that are asked for at once (default 500)")
      ->check(CLI::Range(1U, 100000U));
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
  std::vector<Access> clusters;
  for (const std::string& name : TRY(context_names(flags))) {
    clusters.push_back(TRY(sources::cluster::find_access(flags.kubeconfig, name, environment())));
  }
  return clusters;
}

Result<scan::LiveTargets> live_targets(const ClusterFlags& flags, const std::stop_token& stop) {
  scan::LiveTargets live;
  live.clusters = TRY(find_clusters(flags));
  live.namespaces = flags.namespaces;
  live.secrets = !flags.no_secrets;
  live.api = api_options(flags, stop);
  live.page_size = flags.chunk_size;
  live.taken_at = now();
  return live;
}

}  // namespace bulwark::cli
