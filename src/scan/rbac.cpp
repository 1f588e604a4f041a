// SPDX-License-Identifier: Apache-2.0
// Reads by the loaders of a scan, and builds the model.
#include "scan/rbac.h"

#include <array>

#include "analyzers/rbac/other_authorizers.h"

namespace bulwark::scan {
namespace {

using sources::cluster::GroupResource;

const std::array<GroupResource, 12> kOfPaths{{{"", "pods"},
                                              {"", "serviceaccounts"},
                                              {"", "secrets"},
                                              {"", "nodes"},
                                              {"", "namespaces"},
                                              {"", "replicationcontrollers"},
                                              {"apps", "deployments"},
                                              {"apps", "daemonsets"},
                                              {"apps", "statefulsets"},
                                              {"apps", "replicasets"},
                                              {"batch", "jobs"},
                                              {"batch", "cronjobs"}}};

sources::cluster::LiveOptions cluster_options(const RbacOptions& options) {
  constexpr const char* kGroup = "rbac.authorization.k8s.io";
  sources::cluster::LiveOptions out = live_options(options.live, policy::Catalogue(), options.seed);
  for (const char* type : {"clusterrolebindings", "clusterroles", "rolebindings", "roles"})
    out.read.only.push_back(GroupResource{kGroup, type});
  if (options.reading == RbacReading::attack_paths)
    out.read.only.insert(out.read.only.end(), kOfPaths.begin(), kOfPaths.end());
  if (options.reading == RbacReading::secret_names)
    out.read.only.push_back(GroupResource{"", "secrets"});
  out.read.progress = options.progress;
  return out;
}

}  // namespace

Result<std::unique_ptr<RbacPicture>> read_rbac(const RbacOptions& options) {
  auto picture = std::make_unique<RbacPicture>();
  sources::code::LoadOptions files;
  files.document.keep_status = false;
  files.search_path = options.search_path;
  files.seed = options.seed;
  files.stop = options.stop;
  files.progress = options.progress;
  TRY_VOID(
      bring_in(options.targets, files, options.live, cluster_options(options), picture->inventory));
  picture->cluster = TRY(one_picture(picture->inventory));
  picture->model = analyzers::rbac::Model::build(picture->inventory, picture->cluster);
  picture->names = std::make_unique<const analyzers::rbac::ResourceNames>(
      picture->inventory, picture->cluster, *picture->model);
  picture->other_authorizer = analyzers::rbac::other_authorizer(picture->inventory,
                                                                picture->cluster);
  return picture;
}

}  // namespace bulwark::scan
