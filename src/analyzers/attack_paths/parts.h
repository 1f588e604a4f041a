// SPDX-License-Identifier: Apache-2.0
// Parts: the rights that moves are made of, each with the requests that it stands for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace bulwark::analyzers::attack_paths {

enum class Part : std::uint8_t {
  everything,        ///< every verb on every resource of every group
  create_pods,       ///< by itself, or by what makes pods from a template
  change_workloads,  ///< the templates of those that are there
  change_pods,       ///< the image of pods that are there
  debug_pods,        ///< ephemeral containers
  exec_pods,
  attach_pods,
  read_secrets,  ///< also by the answer to a patch, or to a deletecollection that only tries
  create_secrets,
  create_tokens,  ///< serviceaccounts/token
  bind_cluster_roles,
  write_cluster_bindings,
  create_bindings,
  change_bindings,  ///< those that are there: their subjects, for their role is fixed
  escalate_cluster_roles,
  change_cluster_roles,
  escalate_roles,
  change_roles,
  impersonate_users,
  impersonate_groups,
  impersonate_accounts,
  create_requests,  ///< CertificateSigningRequests
  approve_requests,
  approve_signers,  ///< kubernetes.io/kube-apiserver-client
  write_webhooks,   ///< mutating ones
  write_policies,   ///< mutating admission policies
  write_policy_bindings,
  proxy_nodes,     ///< the kubelets' API
  create_volumes,  ///< PersistentVolumes
  create_claims,
  change_namespaces,
  change_aws_auth,  ///< the ConfigMap that names who is who on EKS
};
inline constexpr std::size_t kParts = static_cast<std::size_t>(Part::change_aws_auth) + 1;

/// One way to have a part.
struct PartRequest {
  std::string_view verb, group, resource, subresource;
};

struct PartRow {
  Part part = Part::everything;
  bool cluster_only = false;  ///< a RoleBinding cannot grant it
  std::span<const PartRequest> requests;
  /// Rules that list one of these are the whole part; of what they list otherwise nothing is left.
  std::span<const std::string_view> names;
  std::uint32_t until_minor = 0;  ///< of Kubernetes: the requests from `late` on count before it
  std::size_t late = 0;
};

/// In the order of Part.
std::span<const PartRow> part_rows();

}  // namespace bulwark::analyzers::attack_paths
