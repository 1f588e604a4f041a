// SPDX-License-Identifier: Apache-2.0
// Reads by the loaders of a scan, and builds the model.
#include "scan/rbac.h"

#include <array>

#include "analyzers/rbac/other_authorizers.h"
#include "policy/catalogue.h"
#include "policy/control_file.h"
#include "scan/default_roles.h"
#include "scan/network.h"

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

const std::array<GroupResource, 5> kOfNodes{{{"", "pods"},
                                             {"", "persistentvolumes"},
                                             {"storage.k8s.io", "volumeattachments"},
                                             {"resource.k8s.io", "resourceslices"},
                                             {"certificates.k8s.io", "podcertificaterequests"}}};

sources::cluster::LiveOptions cluster_options(const RbacOptions& options) {
  constexpr const char* kGroup = "rbac.authorization.k8s.io";
  sources::cluster::LiveOptions out = live_options(options.live, policy::Catalogue(), options.seed);
  for (const char* type : {"clusterrolebindings", "clusterroles", "rolebindings", "roles"})
    out.read.only.push_back(GroupResource{kGroup, type});
  std::vector<GroupResource>& only = out.read.only;
  const bool of_network = options.reading == RbacReading::network_paths;
  if (options.reading == RbacReading::attack_paths || of_network)
    only.insert(only.end(), kOfPaths.begin(), kOfPaths.end());
  if (of_network) read_policies_too(out.read);
  if (options.reading == RbacReading::secret_names) only.push_back(GroupResource{"", "secrets"});
  if (options.reading == RbacReading::nodes) {
    only.insert(only.end(), kOfNodes.begin(), kOfNodes.end());
    out.read.also.assign(kOfNodes.begin(), kOfNodes.end());
  }
  out.read.progress = options.progress;
  return out;
}

std::optional<std::uint32_t> server_minor(const model::Inventory& inventory) {
  for (const model::Cluster& one : inventory.clusters) {
    const std::size_t second = one.server_version.find('.', one.server_version.find('.') + 1);
    const auto minor = policy::parse_minor(one.server_version.substr(0, second));
    if (minor) return *minor;
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<RbacPicture>> read_rbac(const RbacOptions& options) {
  auto picture = std::make_unique<RbacPicture>();
  sources::code::LoadOptions files = file_options(options);
  files.document.keep_status = options.reading == RbacReading::nodes;
  TRY_VOID(bring_in(options.targets, files, options.live, cluster_options(options),
                    {options.seed, {}}, picture->inventory));
  picture->cluster = TRY(one_picture(picture->inventory));
  picture->minor = options.minor ? options.minor : server_minor(picture->inventory);
  if (picture->cluster.empty()) {
    if (!picture->minor) picture->minor = policy::kNewestMinor;
    picture->built_in_roles = TRY(default_roles(*picture->minor, options.seed));
  }
  picture->model = analyzers::rbac::Model::build(picture->inventory, picture->cluster,
                                                 &picture->built_in_roles);
  picture->names = std::make_unique<const analyzers::rbac::ResourceNames>(
      picture->inventory, picture->cluster, *picture->model);
  picture->other_authorizer = analyzers::rbac::other_authorizer(picture->inventory,
                                                                picture->cluster);
  if (options.reading == RbacReading::nodes && !picture->cluster.empty()) {
    picture->node_authorizer = std::make_unique<const analyzers::rbac::NodeAuthorizer>(
        picture->inventory, picture->cluster,
        analyzers::rbac::NodeAuthorizerOptions{.minor = picture->minor,
                                               .other_types_read = options.targets.empty()});
  }
  return picture;
}

}  // namespace bulwark::scan
