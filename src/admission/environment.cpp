// SPDX-License-Identifier: Apache-2.0
// The types are those of the API server's own declarations: `request` without the objects,
// `namespaceObject` without what says who wrote it.
#include "admission/environment.h"

#include "base/check.h"
#include "cel/authorizer.h"

namespace bulwark::admission {
namespace {

using cel::MessageFields;
using cel::Type;

Type texts() { return Type::list(Type::string()); }
Type text_map() { return Type::map(Type::string(), Type::string()); }

void declare_request(cel::Environment& to) {
  to.declare_message(
      "kubernetes.GroupVersionKind",
      {{"group", Type::string()}, {"version", Type::string()}, {"kind", Type::string()}});
  to.declare_message(
      "kubernetes.GroupVersionResource",
      {{"group", Type::string()}, {"version", Type::string()}, {"resource", Type::string()}});
  to.declare_message("kubernetes.UserInfo", {{"username", Type::string()},
                                             {"uid", Type::string()},
                                             {"groups", texts()},
                                             {"extra", Type::map(Type::string(), texts())}});
  const Type kind = Type::message("kubernetes.GroupVersionKind");
  const Type resource = Type::message("kubernetes.GroupVersionResource");
  to.declare_message("kubernetes.AdmissionRequest",
                     {{"kind", kind},
                      {"resource", resource},
                      {"subResource", Type::string()},
                      {"requestKind", kind},
                      {"requestResource", resource},
                      {"requestSubResource", Type::string()},
                      {"name", Type::string()},
                      {"namespace", Type::string()},
                      {"operation", Type::string()},
                      {"userInfo", Type::message("kubernetes.UserInfo")},
                      {"dryRun", Type::boolean()},
                      {"options", Type::dyn()}});
}

void declare_namespace(cel::Environment& to) {
  to.declare_message("kubernetes.NamespaceSpec", {{"finalizers", texts()}});
  to.declare_message("kubernetes.NamespaceCondition", {{"status", Type::string()},
                                                       {"type", Type::string()},
                                                       {"lastTransitionTime", Type::timestamp()},
                                                       {"message", Type::string()},
                                                       {"reason", Type::string()}});
  to.declare_message("kubernetes.NamespaceStatus",
                     {{"conditions", Type::list(Type::message("kubernetes.NamespaceCondition"))},
                      {"phase", Type::string()}});
  to.declare_message("kubernetes.NamespaceMetadata",
                     {{"name", Type::string()},
                      {"generateName", Type::string()},
                      {"namespace", Type::string()},
                      {"labels", text_map()},
                      {"annotations", text_map()},
                      {"UID", Type::string()},
                      {"creationTimestamp", Type::timestamp()},
                      {"deletionGracePeriodSeconds", Type::integer()},
                      {"deletionTimestamp", Type::timestamp()},
                      {"generation", Type::integer()},
                      {"resourceVersion", Type::string()},
                      {"finalizers", texts()}});
  to.declare_message("kubernetes.Namespace",
                     {{"metadata", Type::message("kubernetes.NamespaceMetadata")},
                      {"spec", Type::message("kubernetes.NamespaceSpec")},
                      {"status", Type::message("kubernetes.NamespaceStatus")}});
}

}  // namespace

PolicyEnvironment::PolicyEnvironment(const Options& options)
    : environment_(
          {.kubernetes_minor = options.kubernetes_minor, .object_types = options.object_types}) {
  declare_request(environment_);
  declare_namespace(environment_);
  declare("object", Type::dyn(), Source::object);
  declare("oldObject", Type::dyn(), Source::old_object);
  declare("namespaceObject", Type::message("kubernetes.Namespace"), Source::name_space);
  declare("request", Type::message("kubernetes.AdmissionRequest"), Source::request);
  if (options.params) declare("params", Type::dyn(), Source::params);
  if (!options.authorizer) return;
  declare("authorizer", cel::authorizer_type(), Source::authorizer);
  declare("authorizer.requestResource", cel::resource_check_type(), Source::request_authorizer);
}

void PolicyEnvironment::declare(std::string_view name, Type type, Source source) {
  const Result<std::uint32_t> slot = environment_.declare(name, std::move(type));
  CHECK(slot && *slot == layout_.size(), "a variable of ours is declared once, in order");
  layout_.push_back({source, 0});
}

Result<void> PolicyEnvironment::add_variable(std::string_view name, const Type& type) {
  TRY_VOID(environment_.declare_field("variables", name, type));
  layout_.push_back({Source::variable, variables_++});
  return {};
}

}  // namespace bulwark::admission
