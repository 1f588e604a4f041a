// SPDX-License-Identifier: Apache-2.0
// What the API server is asked when somebody makes a move.
#include "analyzers/attack_paths/parts.h"

#include <array>

namespace bulwark::analyzers::attack_paths {
namespace {

constexpr std::string_view kRbac = "rbac.authorization.k8s.io";
constexpr std::string_view kCertificates = "certificates.k8s.io";
constexpr std::string_view kAdmission = "admissionregistration.k8s.io";

constexpr PartRequest kEverything[] = {{"*", "*", "*", ""}};
constexpr PartRequest kCreatePods[] = {{"create", "", "pods", ""},
                                       {"create", "apps", "deployments", ""},
                                       {"create", "apps", "daemonsets", ""},
                                       {"create", "apps", "statefulsets", ""},
                                       {"create", "apps", "replicasets", ""},
                                       {"create", "batch", "jobs", ""},
                                       {"create", "batch", "cronjobs", ""},
                                       {"create", "", "replicationcontrollers", ""}};
constexpr PartRequest kChangeWorkloads[] = {
    {"patch", "apps", "deployments", ""},        {"update", "apps", "deployments", ""},
    {"patch", "apps", "daemonsets", ""},         {"update", "apps", "daemonsets", ""},
    {"patch", "apps", "statefulsets", ""},       {"update", "apps", "statefulsets", ""},
    {"patch", "apps", "replicasets", ""},        {"update", "apps", "replicasets", ""},
    {"patch", "batch", "cronjobs", ""},          {"update", "batch", "cronjobs", ""},
    {"patch", "", "replicationcontrollers", ""}, {"update", "", "replicationcontrollers", ""}};
constexpr PartRequest kChangePods[] = {{"patch", "", "pods", ""}, {"update", "", "pods", ""}};
constexpr PartRequest kDebugPods[] = {{"patch", "", "pods", "ephemeralcontainers"},
                                      {"update", "", "pods", "ephemeralcontainers"}};
constexpr PartRequest kExec[] = {{"create", "", "pods", "exec"}, {"get", "", "pods", "exec"}};
constexpr PartRequest kAttach[] = {{"create", "", "pods", "attach"}, {"get", "", "pods", "attach"}};
// The answer to a patch is the whole Secret, and that to a deletecollection all of them, also where
// it is a dry run.
constexpr PartRequest kReadSecrets[] = {{"list", "", "secrets", ""},
                                        {"watch", "", "secrets", ""},
                                        {"get", "", "secrets", ""},
                                        {"patch", "", "secrets", ""},
                                        {"deletecollection", "", "secrets", ""}};
constexpr PartRequest kCreateSecrets[] = {{"create", "", "secrets", ""}};
constexpr PartRequest kCreateTokens[] = {{"create", "", "serviceaccounts", "token"}};
constexpr PartRequest kBindClusterRoles[] = {{"bind", kRbac, "clusterroles", ""}};
constexpr PartRequest kWriteClusterBindings[] = {{"create", kRbac, "clusterrolebindings", ""},
                                                 {"patch", kRbac, "clusterrolebindings", ""},
                                                 {"update", kRbac, "clusterrolebindings", ""}};
constexpr PartRequest kCreateBindings[] = {{"create", kRbac, "rolebindings", ""}};
constexpr PartRequest kChangeBindings[] = {{"patch", kRbac, "rolebindings", ""},
                                           {"update", kRbac, "rolebindings", ""}};
constexpr PartRequest kEscalateClusterRoles[] = {{"escalate", kRbac, "clusterroles", ""}};
constexpr PartRequest kChangeClusterRoles[] = {{"patch", kRbac, "clusterroles", ""},
                                               {"update", kRbac, "clusterroles", ""}};
constexpr PartRequest kEscalateRoles[] = {{"escalate", kRbac, "roles", ""}};
constexpr PartRequest kChangeRoles[] = {{"patch", kRbac, "roles", ""},
                                        {"update", kRbac, "roles", ""}};
constexpr PartRequest kImpersonateUsers[] = {{"impersonate", "", "users", ""}};
constexpr PartRequest kImpersonateGroups[] = {{"impersonate", "", "groups", ""}};
constexpr PartRequest kImpersonateAccounts[] = {{"impersonate", "", "serviceaccounts", ""}};
constexpr PartRequest kCreateRequests[] = {
    {"create", kCertificates, "certificatesigningrequests", ""}};
constexpr PartRequest kApproveRequests[] = {
    {"update", kCertificates, "certificatesigningrequests", "approval"},
    {"patch", kCertificates, "certificatesigningrequests", "approval"}};
constexpr PartRequest kApproveSigners[] = {{"approve", kCertificates, "signers", ""}};
constexpr PartRequest kWriteWebhooks[] = {
    {"create", kAdmission, "mutatingwebhookconfigurations", ""},
    {"patch", kAdmission, "mutatingwebhookconfigurations", ""},
    {"update", kAdmission, "mutatingwebhookconfigurations", ""}};
constexpr PartRequest kWritePolicies[] = {{"create", kAdmission, "mutatingadmissionpolicies", ""},
                                          {"patch", kAdmission, "mutatingadmissionpolicies", ""},
                                          {"update", kAdmission, "mutatingadmissionpolicies", ""}};
constexpr PartRequest kWritePolicyBindings[] = {
    {"create", kAdmission, "mutatingadmissionpolicybindings", ""},
    {"patch", kAdmission, "mutatingadmissionpolicybindings", ""},
    {"update", kAdmission, "mutatingadmissionpolicybindings", ""}};
constexpr PartRequest kProxyNodes[] = {{"get", "", "nodes", "proxy"},
                                       {"create", "", "nodes", "proxy"}};
constexpr PartRequest kCreateVolumes[] = {{"create", "", "persistentvolumes", ""}};
constexpr PartRequest kCreateClaims[] = {{"create", "", "persistentvolumeclaims", ""}};
constexpr PartRequest kChangeNamespaces[] = {{"patch", "", "namespaces", ""},
                                             {"update", "", "namespaces", ""}};
constexpr PartRequest kChangeAwsAuth[] = {{"patch", "", "configmaps", ""},
                                          {"update", "", "configmaps", ""}};

constexpr std::string_view kClientSigner[] = {"kubernetes.io/kube-apiserver-client",
                                              "kubernetes.io/*"};
constexpr std::string_view kAwsAuth[] = {"aws-auth"};

// Before 1.35 a WebSocket was opened by a request to get, which no one had been asked to allow as
// create.
constexpr std::uint32_t kWebSocketsAsked = 35;

constexpr std::array<PartRow, kParts> kRows{{
    {Part::everything, false, kEverything, {}, 0, 0},
    {Part::create_pods, false, kCreatePods, {}, 0, 0},
    {Part::change_workloads, false, kChangeWorkloads, {}, 0, 0},
    {Part::change_pods, false, kChangePods, {}, 0, 0},
    {Part::debug_pods, false, kDebugPods, {}, 0, 0},
    {Part::exec_pods, false, kExec, {}, kWebSocketsAsked, 1},
    {Part::attach_pods, false, kAttach, {}, kWebSocketsAsked, 1},
    {Part::read_secrets, false, kReadSecrets, {}, 0, 0},
    {Part::create_secrets, false, kCreateSecrets, {}, 0, 0},
    {Part::create_tokens, false, kCreateTokens, {}, 0, 0},
    {Part::bind_cluster_roles, false, kBindClusterRoles, {}, 0, 0},
    {Part::write_cluster_bindings, true, kWriteClusterBindings, {}, 0, 0},
    {Part::create_bindings, false, kCreateBindings, {}, 0, 0},
    {Part::change_bindings, false, kChangeBindings, {}, 0, 0},
    {Part::escalate_cluster_roles, true, kEscalateClusterRoles, {}, 0, 0},
    {Part::change_cluster_roles, true, kChangeClusterRoles, {}, 0, 0},
    {Part::escalate_roles, false, kEscalateRoles, {}, 0, 0},
    {Part::change_roles, false, kChangeRoles, {}, 0, 0},
    {Part::impersonate_users, true, kImpersonateUsers, {}, 0, 0},
    {Part::impersonate_groups, true, kImpersonateGroups, {}, 0, 0},
    {Part::impersonate_accounts, false, kImpersonateAccounts, {}, 0, 0},
    {Part::create_requests, true, kCreateRequests, {}, 0, 0},
    {Part::approve_requests, true, kApproveRequests, {}, 0, 0},
    {Part::approve_signers, true, kApproveSigners, kClientSigner, 0, 0},
    {Part::write_webhooks, true, kWriteWebhooks, {}, 0, 0},
    {Part::write_policies, true, kWritePolicies, {}, 0, 0},
    {Part::write_policy_bindings, true, kWritePolicyBindings, {}, 0, 0},
    {Part::proxy_nodes, true, kProxyNodes, {}, 0, 0},
    {Part::create_volumes, true, kCreateVolumes, {}, 0, 0},
    {Part::create_claims, false, kCreateClaims, {}, 0, 0},
    {Part::change_namespaces, false, kChangeNamespaces, {}, 0, 0},
    {Part::change_aws_auth, false, kChangeAwsAuth, kAwsAuth, 0, 0},
}};

}  // namespace

std::span<const PartRow> part_rows() { return kRows; }

}  // namespace bulwark::analyzers::attack_paths
