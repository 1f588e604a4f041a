// SPDX-License-Identifier: Apache-2.0
// Service accounts, roles and bindings.
#include <array>
#include <string_view>

#include "bench/estate/objects.h"
#include "bench/estate/random.h"

namespace bulwark::bench {
namespace {

constexpr std::array<std::string_view, 8> kResources = {
    "configmaps", "pods", "services", "endpoints", "secrets", "deployments", "jobs", "leases"};
constexpr std::array<std::string_view, 5> kVerbs = {
    R"("get","list","watch")", R"("get")", R"("get","list")", R"("create","patch","update")",
    R"("get","list","watch","create","update","patch","delete")"};

std::string_view group_of(std::string_view resource) {
  if (resource == "deployments") return "apps";
  if (resource == "jobs") return "batch";
  if (resource == "leases") return "coordination.k8s.io";
  return "";
}

/// The index and the namespace agree between the three: a binding binds the account of its index.
void write_head(Writer& out, const Shape& shape, std::uint64_t index, std::string_view version,
                std::string_view kind, std::string_view fields) {
  Random random(shape.seed, kind, index);
  out.put(
      R"({{"apiVersion":"{}","kind":"{}","metadata":{{"name":"{}","namespace":"{}","uid":"{}","resourceVersion":"{}",)"
      R"("creationTimestamp":"{}","labels":{{"app.kubernetes.io/managed-by":"Helm"}},)"
      R"("managedFields":[{{"manager":"helm","operation":"Update","apiVersion":"{}","time":"{}","fieldsType":"FieldsV1",)"
      R"("fieldsV1":{{"f:metadata":{{"f:labels":{{".":{{}},"f:app.kubernetes.io/managed-by":{{}}}}}}{}}}}}]}})",
      version, kind, identity_name(index), namespace_name(index % shape.namespaces()), random.uid(),
      100'000'000 + random.below(900'000'000), kCreated, version, kCreated, fields);
}

}  // namespace

void write_service_account(Writer& out, const Shape& shape, std::uint64_t index) {
  write_head(out, shape, index, "v1", "ServiceAccount", "");
  if (index % 3 == 0) out.raw(R"(,"automountServiceAccountToken":false)");
  out.raw("}");
  out.end_object();
}

void write_role(Writer& out, const Shape& shape, std::uint64_t index) {
  write_head(out, shape, index, "rbac.authorization.k8s.io/v1", "Role", R"(,"f:rules":{})");
  // Roles are written by charts: there are a few thousand different ones.
  Random random(shape.seed, "rules", index % shape.scaled(2'500));
  out.raw(R"(,"rules":[)");
  const std::uint64_t rules = 1 + random.below(4);
  for (std::uint64_t i = 0; i < rules; ++i) {
    const std::string_view resource = random.percent(1) ? "*" : random.one_of(kResources);
    const std::string_view verbs = random.percent(2) ? R"("*")" : random.one_of(kVerbs);
    out.put(R"({}{{"verbs":[{}],"apiGroups":["{}"],"resources":["{}"])", i == 0 ? "" : ",", verbs,
            group_of(resource), resource);
    if (random.percent(20)) out.put(R"(,"resourceNames":["{}"])", random.suffix(8));
    out.raw("}");
  }
  out.raw("]}");
  out.end_object();
}

void write_role_binding(Writer& out, const Shape& shape, std::uint64_t index) {
  write_head(out, shape, index, "rbac.authorization.k8s.io/v1", "RoleBinding",
             R"(,"f:roleRef":{},"f:subjects":{})");
  Random random(shape.seed, "binding", index);
  out.put(R"(,"subjects":[{{"kind":"ServiceAccount","name":"{}","namespace":"{}"}})",
          identity_name(index), namespace_name(index % shape.namespaces()));
  if (random.percent(5)) {
    out.raw(
        R"(,{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"system:authenticated"})");
  }
  out.put(R"(],"roleRef":{{"apiGroup":"rbac.authorization.k8s.io","kind":"{}","name":"{}"}}}})",
          random.percent(2) ? "ClusterRole" : "Role",
          random.percent(2) ? "cluster-admin" : identity_name(index));
  out.end_object();
}

}  // namespace bulwark::bench
