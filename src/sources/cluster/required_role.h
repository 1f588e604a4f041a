// SPDX-License-Identifier: Apache-2.0
// The permissions that reading a cluster needs, as a ClusterRole.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "sources/cluster/api_client.h"
#include "sources/cluster/read_cluster.h"
#include "sources/cluster/wanted.h"

namespace bulwark::sources::cluster {

/// What is read in any cluster: the built-in types and `also`, sorted.
std::vector<GroupResource> required_types(std::span<const GroupResource> also);

/// The same and the custom types of this cluster that may carry pod templates.
Result<std::vector<GroupResource>> required_types(ApiClient& client,
                                                  std::span<const GroupResource> also,
                                                  const std::stop_token& stop);

/// What reading kubelets' configuration needs, beside all others.
enum class NodeProxy : bool { no, yes };

/// YAML that kubectl takes. Bound by a ClusterRoleBinding it allows a whole scan, by a RoleBinding
/// a scan of that namespace.
std::string required_role(std::span<const GroupResource> types, std::string_view name,
                          NodeProxy proxy = NodeProxy::no);

}  // namespace bulwark::sources::cluster
