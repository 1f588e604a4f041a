// SPDX-License-Identifier: Apache-2.0
// What a user may do: since 1.27, selectors since 1.31.
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr auto member = OverloadDeclaration::Style::member;

constexpr OverloadDeclaration kTable[] = {
    {"path", "authorizer_path", member,
     "kubernetes.authorization.Authorizer, string -> kubernetes.authorization.PathCheck", 27},
    {"group", "authorizer_group", member,
     "kubernetes.authorization.Authorizer, string -> kubernetes.authorization.GroupCheck", 27},
    {"serviceAccount", "authorizer_serviceaccount", member,
     "kubernetes.authorization.Authorizer, string, string -> kubernetes.authorization.Authorizer",
     27},
    {"resource", "groupcheck_resource", member,
     "kubernetes.authorization.GroupCheck, string -> kubernetes.authorization.ResourceCheck", 27},
    {"subresource", "resourcecheck_subresource", member,
     "kubernetes.authorization.ResourceCheck, string -> kubernetes.authorization.ResourceCheck",
     27},
    {"namespace", "resourcecheck_namespace", member,
     "kubernetes.authorization.ResourceCheck, string -> kubernetes.authorization.ResourceCheck",
     27},
    {"name", "resourcecheck_name", member,
     "kubernetes.authorization.ResourceCheck, string -> kubernetes.authorization.ResourceCheck",
     27},
    {"check", "pathcheck_check", member,
     "kubernetes.authorization.PathCheck, string -> kubernetes.authorization.Decision", 27},
    {"check", "resourcecheck_check", member,
     "kubernetes.authorization.ResourceCheck, string -> kubernetes.authorization.Decision", 27},
    {"errored", "decision_errored", member, "kubernetes.authorization.Decision -> bool", 27},
    {"error", "decision_error", member, "kubernetes.authorization.Decision -> string", 27},
    {"allowed", "decision_allowed", member, "kubernetes.authorization.Decision -> bool", 27},
    {"reason", "decision_reason", member, "kubernetes.authorization.Decision -> string", 27},
    {"fieldSelector", "authorizer_fieldselector", member,
     "kubernetes.authorization.ResourceCheck, string -> kubernetes.authorization.ResourceCheck",
     31},
    {"labelSelector", "authorizer_labelselector", member,
     "kubernetes.authorization.ResourceCheck, string -> kubernetes.authorization.ResourceCheck",
     31},
};

}  // namespace

std::span<const OverloadDeclaration> authorizer_declarations() { return kTable; }

}  // namespace bulwark::cel
