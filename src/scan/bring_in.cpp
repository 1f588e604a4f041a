// SPDX-License-Identifier: Apache-2.0
// Tells targets apart by what they are, not by how they are called.
#include "scan/bring_in.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "io/file_tree.h"
#include "model/own_documents.h"
#include "scan/node.h"
#include "sources/cluster/configz.h"
#include "sources/cluster/snapshot_reader.h"

namespace bulwark::scan {
namespace {

using sources::cluster::GroupResource;

// A gap that was asked for, now or when the snapshot was taken, is one, but nobody's fault.
void excuse_left_out(std::vector<model::Problem>& problems) {
  for (model::Problem& problem : problems) {
    if (problem.code != ErrorCode::cancelled) continue;
    if (problem.what == "secrets") problem.waived_by = "--no-secrets";
    if (problem.what.starts_with(sources::cluster::kKubeletConfigurations))
      problem.waived_by = "read where it is allowed";
  }
}

Result<void> must_be_folder(const std::string& target) {
  const std::string root = target.substr(kNodeTarget.size());
  const auto facts = io::look_at(root.empty() ? "/" : root);
  if (!facts) return std::unexpected(Error(facts.error()).context(target));
  if (facts->kind == io::PathKind::folder) return {};
  return fail(ErrorCode::malformed, target + " is no folder that stands for a node's /");
}

sources::cluster::SnapshotOptions snapshot_options(const sources::code::LoadOptions& files) {
  sources::cluster::SnapshotOptions options;
  options.workers = files.workers;
  options.seed = files.seed;
  options.document = files.document;
  options.stop = files.stop;
  options.progress = files.progress;
  return options;
}

}  // namespace

sources::code::LoadOptions file_options(const PictureOptions& options) {
  sources::code::LoadOptions files;
  files.document.keep_status = false;
  files.search_path = options.search_path;
  files.seed = options.seed;
  files.stop = options.stop;
  files.progress = options.progress;
  return files;
}

std::vector<GroupResource> types_of_controls(const policy::Catalogue& catalogue) {
  std::set<GroupResource> types;
  for (const policy::ControlFile& control : catalogue.controls()) {
    for (const policy::SubjectKind& subject : control.subjects) {
      if (subject.of != policy::SubjectKind::Of::resource) continue;
      if (subject.group == model::kOwnGroup) continue;  // no server has them
      if (subject.group != "*" && subject.resource != "*")
        types.insert({subject.group, subject.resource});
    }
  }
  return {types.begin(), types.end()};
}

sources::cluster::LiveOptions live_options(const LiveTargets& live,
                                           const policy::Catalogue& catalogue, std::uint64_t seed) {
  sources::cluster::LiveOptions options;
  options.read.namespaces = live.namespaces;
  options.read.also = types_of_controls(catalogue);
  options.read.secrets = live.secrets;
  options.read.kubelets = live.kubelets;
  options.read.page_size = live.page_size;
  options.read.stop = live.api.stop;
  options.api = live.api;
  options.seed = seed;
  options.taken_at = live.taken_at;
  return options;
}

Result<Brought> bring_in(const std::vector<std::string>& targets,
                         const sources::code::LoadOptions& files, const LiveTargets& live,
                         const sources::cluster::LiveOptions& clusters, const NodeOptions& node,
                         model::Inventory& inventory) {
  Brought brought;
  std::vector<std::string> manifests, snapshots;
  for (const std::string& target : targets) {
    if (target.starts_with(kNodeTarget)) continue;
    (sources::cluster::is_snapshot(target) ? snapshots : manifests).push_back(target);
  }
  brought.targets = manifests;
  for (const std::string& target : targets) {
    if (!target.starts_with(kNodeTarget)) continue;
    TRY_VOID(must_be_folder(target));
    std::ranges::copy(add_node(target, node, inventory).manifests, std::back_inserter(manifests));
    brought.targets.push_back(target);
  }

  if (!manifests.empty()) {
    sources::code::LoadSummary loaded = TRY(sources::code::load(manifests, files, inventory));
    brought.not_kubernetes = std::move(loaded.not_kubernetes);
  }
  const std::size_t first_source = inventory.sources.size();
  for (const std::string& snapshot : snapshots)
    TRY_VOID(sources::cluster::load_snapshot(snapshot, snapshot_options(files), inventory));
  TRY_VOID(sources::cluster::load_live(live.clusters, clusters, inventory));
  for (std::size_t i = first_source; i < inventory.sources.size(); ++i)
    brought.targets.push_back(inventory.sources[i].name);
  excuse_left_out(inventory.problems);
  return brought;
}

// Manifests without a single object are a picture too, of nothing.
Result<std::string> one_picture(const model::Inventory& inventory) {
  const std::size_t files = inventory.sources.size() - inventory.clusters.size();
  if (inventory.clusters.size() + (files > 0 ? 1 : 0) > 1)
    return fail(ErrorCode::malformed,
                "a question is asked of one cluster, or of manifests: name one of them");
  if (inventory.clusters.empty()) return std::string();
  return inventory.sources[inventory.clusters[0].source].name;
}

}  // namespace bulwark::scan
