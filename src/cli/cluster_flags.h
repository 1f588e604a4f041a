// SPDX-License-Identifier: Apache-2.0
// Flags that say which cluster is meant, called as kubectl calls them.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "scan/bring_in.h"
#include "sources/cluster/kubeconfig.h"

namespace bulwark::cli {

class Command;

struct ClusterFlags {
  std::string kubeconfig;
  std::vector<std::string> contexts;  ///< each may name several, with commas between
  bool all_contexts = false;
  std::vector<std::string> namespaces;
  bool all_namespaces = false;
  bool no_secrets = false;
  std::string node_config;  ///< a number of nodes, "all" or "none"; empty: the default
  double queries_per_second = 50;
  unsigned chunk_size = 500;
  double request_timeout = 0;  ///< seconds; 0: the default

  bool names_cluster() const { return all_contexts || !contexts.empty() || !kubeconfig.empty(); }
};

/// `several`: more than one context may be named.
void add_cluster_flags(Command& command, ClusterFlags& flags, bool several);
/// -n, -A and --no-secrets: what is read of a cluster.
void add_reading_flags(Command& command, ClusterFlags& flags);

/// What the process was given: KUBECONFIG, HOME, KUBERNETES_SERVICE_HOST, PATH.
sources::cluster::Environment environment();

/// How to reach the clusters that the flags name: the current context where they name none.
Result<std::vector<sources::cluster::Access>> find_clusters(const ClusterFlags& flags);

/// What of them is to be read, at this moment.
Result<scan::LiveTargets> live_targets(const ClusterFlags& flags, const std::stop_token& stop);

/// The one picture that a question is asked of: `targets`, or where there are none the one cluster
/// of the flags. Error: both are named, or several clusters.
Result<scan::PictureOptions> picture_options(std::vector<std::string> targets,
                                             const ClusterFlags& flags,
                                             const std::stop_token& stop);

/// How the API server is asked.
sources::cluster::ApiOptions api_options(const ClusterFlags& flags, const std::stop_token& stop);

}  // namespace bulwark::cli
