// SPDX-License-Identifier: Apache-2.0
// The table of what rights lead to.
//
// Whoever writes bindings or roles without `bind` or `escalate` only hands on what he has. The
// group system:masters cannot be had by a certificate: the API server refuses to sign one for it.
#include "analyzers/attack_paths/identity_moves.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using enum Part;

constexpr IdentityMove kInNamespace[] = {
    {Move::everything, VertexKind::name_space, {any_of({everything}), 0, 0}},
    {Move::create_pod, VertexKind::accounts, {kMakesPods, 0, 0}},
    {Move::mount_secret, VertexKind::secrets, {kMakesPods, 0, 0}},
    {Move::enter_pod, VertexKind::workloads, {any_of({exec_pods, attach_pods, debug_pods}), 0, 0}},
    {Move::change_pod, VertexKind::workloads, {any_of({change_pods}), 0, 0}},
    {Move::request_token, VertexKind::accounts, {any_of({create_tokens}), 0, 0}},
    {Move::mint_token, VertexKind::accounts, {any_of({create_secrets}), any_of({read_secrets}), 0}},
    {Move::read_secret, VertexKind::secrets, {any_of({read_secrets}), 0, 0}},
    {Move::bind,
     VertexKind::name_space,
     {any_of({create_bindings}), any_of({bind_cluster_roles}), 0}},
    {Move::impersonate, VertexKind::accounts, {any_of({impersonate_accounts}), 0, 0}},
    {Move::host_volume,
     VertexKind::any_node,
     {any_of({create_volumes}), any_of({create_claims}), kMakesPods}},
};

constexpr IdentityMove kInCluster[] = {
    {Move::everything, VertexKind::cluster_admin, {any_of({everything}), 0, 0}},
    {Move::bind,
     VertexKind::cluster_admin,
     {any_of({write_cluster_bindings}), any_of({bind_cluster_roles}), 0}},
    {Move::rewrite_role,
     VertexKind::cluster_admin,
     {any_of({change_cluster_roles}), any_of({escalate_cluster_roles}), 0}},
    {Move::impersonate, VertexKind::any_user, {any_of({impersonate_users}), 0, 0}},
    {Move::impersonate,
     VertexKind::cluster_admin,
     {any_of({impersonate_groups}), any_of({impersonate_users, impersonate_accounts}), 0}},
    {Move::certificate,
     VertexKind::any_user,
     {any_of({create_requests}), any_of({approve_requests}), any_of({approve_signers})}},
    {Move::certificate,
     VertexKind::any_group,
     {any_of({create_requests}), any_of({approve_requests}), any_of({approve_signers})}},
    {Move::mutate, VertexKind::workloads, {any_of({write_webhooks}), 0, 0}},
    {Move::mutate,
     VertexKind::workloads,
     {any_of({write_policies}), any_of({write_policy_bindings}), 0}},
    {Move::node_proxy, VertexKind::workloads, {any_of({proxy_nodes}), 0, 0}},
    {Move::aws_auth, VertexKind::cluster_admin, {any_of({change_aws_auth}), 0, 0}},
};

}  // namespace

std::span<const IdentityMove> moves_in_namespace() { return kInNamespace; }
std::span<const IdentityMove> moves_in_cluster() { return kInCluster; }

}  // namespace bulwark::analyzers::attack_paths
