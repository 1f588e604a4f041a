// SPDX-License-Identifier: Apache-2.0
// The first step of a scan: every target, whatever it is, into one inventory.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/inventory.h"
#include "policy/catalogue.h"
#include "scan/node_documents.h"
#include "sources/cluster/access.h"
#include "sources/cluster/load_live.h"
#include "sources/code/load.h"

namespace bulwark::scan {

/// Live clusters to read, and how.
struct LiveTargets {
  std::vector<sources::cluster::Access> clusters;
  std::vector<std::string> namespaces;  ///< empty: all
  bool secrets = true;                  ///< false: not listed; their gap does not count
  sources::cluster::KubeletsWanted kubelets{.any = true};  ///< those that are left out do not count
  sources::cluster::ApiOptions api;
  unsigned page_size = 500;
  std::string taken_at;  ///< the time that pictures of them carry, RFC 3339
};

/// One picture to ask questions of, and how it is read.
struct PictureOptions {
  std::vector<std::string> targets;  ///< files, folders, snapshots, - for standard input
  LiveTargets live;                  ///< one cluster, when there are no targets
  std::string search_path;           ///< $PATH, where helm and kubectl are looked for
  std::uint64_t seed = 0;
  std::stop_token stop;
  Progress* progress = nullptr;
};

/// How its files are read; without the status of objects.
sources::code::LoadOptions file_options(const PictureOptions& options);

/// What of a cluster must be read beyond the built-in types: what some control speaks of.
std::vector<sources::cluster::GroupResource> types_of_controls(const policy::Catalogue& catalogue);

/// How clusters are read for controls of this catalogue, everything kept.
sources::cluster::LiveOptions live_options(const LiveTargets& live,
                                           const policy::Catalogue& catalogue, std::uint64_t seed);

struct Brought {
  std::vector<std::string> targets;         ///< as the report names them: a snapshot by its cluster
  std::vector<std::string> not_kubernetes;  ///< files without any Kubernetes object
};

/// Files, folders and - by sources/code, snapshots and clusters by sources/cluster, nodes by
/// scan/node.h. Errors as those of their loaders.
Result<Brought> bring_in(const std::vector<std::string>& targets,
                         const sources::code::LoadOptions& files, const LiveTargets& live,
                         const sources::cluster::LiveOptions& clusters, const NodeOptions& node,
                         model::Inventory& inventory);

/// The name of the one cluster that was brought in; empty: manifests. Error: several pictures.
Result<std::string> one_picture(const model::Inventory& inventory);

}  // namespace bulwark::scan
