// SPDX-License-Identifier: Apache-2.0
// The list of built-in types, and the rule for all others.
#include "sources/cluster/wanted.h"
#include "formats/value_fields.h"

#include <algorithm>
#include <array>

namespace bulwark::sources::cluster {
namespace {

using formats::is_true;
using formats::Value;

// Groups that Kubernetes itself serves; what they hold beyond built_in_types() is not read.
constexpr std::array<std::string_view, 23> kOwnGroups{"",
                                                      "admissionregistration.k8s.io",
                                                      "apiextensions.k8s.io",
                                                      "apiregistration.k8s.io",
                                                      "apps",
                                                      "authentication.k8s.io",
                                                      "authorization.k8s.io",
                                                      "autoscaling",
                                                      "batch",
                                                      "certificates.k8s.io",
                                                      "coordination.k8s.io",
                                                      "discovery.k8s.io",
                                                      "events.k8s.io",
                                                      "flowcontrol.apiserver.k8s.io",
                                                      "internal.apiserver.k8s.io",
                                                      "networking.k8s.io",
                                                      "node.k8s.io",
                                                      "policy",
                                                      "rbac.authorization.k8s.io",
                                                      "resource.k8s.io",
                                                      "scheduling.k8s.io",
                                                      "storage.k8s.io",
                                                      "storagemigration.k8s.io"};

// Measurements and the like, served by API servers of their own.
constexpr std::array<std::string_view, 3> kNotConfiguration{
    "custom.metrics.k8s.io", "external.metrics.k8s.io", "metrics.k8s.io"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whether an object of this schema may hold something at the path.
bool may_hold(const Value* schema, std::span<const std::string_view> path) {
  if (schema == nullptr || !schema->is_map()) return false;
  if (is_true(schema->find("x-kubernetes-preserve-unknown-fields"))) return true;
  if (is_true(schema->find("x-kubernetes-embedded-resource"))) return true;
  if (path.empty()) return true;
  if (const Value* any = schema->find("additionalProperties"); any != nullptr) {
    return any->is_bool() ? any->as_bool() : may_hold(any, path.subspan(1));
  }
  const Value* properties = schema->find("properties");
  if (properties == nullptr || !properties->is_map()) return false;
  return may_hold(properties->find(path[0]), path.subspan(1));
}

constexpr std::array<std::string_view, 4> kTemplate{"spec", "template", "spec", "containers"};
constexpr std::array<std::string_view, 4> kPodTemplate{"spec", "podTemplate", "spec", "containers"};
constexpr std::array<std::string_view, 6> kJobTemplate{"spec",     "jobTemplate", "spec",
                                                       "template", "spec",        "containers"};

bool may_hold_template(const Value& version) {
  const Value* schema = version.at("schema", "openAPIV3Schema");
  if (schema == nullptr) return true;  // it does not say what its objects look like
  return may_hold(schema, kTemplate) || may_hold(schema, kPodTemplate) ||
         may_hold(schema, kJobTemplate);
}

bool is_wanted(const ResourceType& type, const CustomTypes& custom,
               std::span<const GroupResource> also) {
  const GroupResource name{type.group, type.resource};
  const auto built_in = built_in_types();
  if (std::binary_search(built_in.begin(), built_in.end(), name)) return true;
  if (std::find(also.begin(), also.end(), name) != also.end()) return true;
  if (contains(kOwnGroups, type.group) || contains(kNotConfiguration, type.group)) return false;
  const auto found = custom.find(name);
  return found == custom.end() || found->second == PodTemplates::possible;
}

}  // namespace

std::span<const GroupResource> built_in_types() {
  static const std::vector<GroupResource> kTypes = [] {
    std::vector<GroupResource> types{
        {"", "configmaps"},
        {"", "limitranges"},
        {"", "namespaces"},
        {"", "nodes"},
        {"", "persistentvolumeclaims"},
        {"", "persistentvolumes"},
        {"", "pods"},
        {"", "podtemplates"},
        {"", "replicationcontrollers"},
        {"", "resourcequotas"},
        {"", "secrets"},
        {"", "serviceaccounts"},
        {"", "services"},
        {"admissionregistration.k8s.io", "mutatingadmissionpolicies"},
        {"admissionregistration.k8s.io", "mutatingadmissionpolicybindings"},
        {"admissionregistration.k8s.io", "mutatingwebhookconfigurations"},
        {"admissionregistration.k8s.io", "validatingadmissionpolicies"},
        {"admissionregistration.k8s.io", "validatingadmissionpolicybindings"},
        {"admissionregistration.k8s.io", "validatingwebhookconfigurations"},
        {"apiextensions.k8s.io", "customresourcedefinitions"},
        {"apiregistration.k8s.io", "apiservices"},
        {"apps", "daemonsets"},
        {"apps", "deployments"},
        {"apps", "replicasets"},
        {"apps", "statefulsets"},
        {"autoscaling", "horizontalpodautoscalers"},
        {"batch", "cronjobs"},
        {"batch", "jobs"},
        {"certificates.k8s.io", "certificatesigningrequests"},
        {"flowcontrol.apiserver.k8s.io", "flowschemas"},
        {"flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations"},
        {"networking.k8s.io", "ingressclasses"},
        {"networking.k8s.io", "ingresses"},
        {"networking.k8s.io", "networkpolicies"},
        {"node.k8s.io", "runtimeclasses"},
        {"policy", "poddisruptionbudgets"},
        {"rbac.authorization.k8s.io", "clusterrolebindings"},
        {"rbac.authorization.k8s.io", "clusterroles"},
        {"rbac.authorization.k8s.io", "rolebindings"},
        {"rbac.authorization.k8s.io", "roles"},
        {"scheduling.k8s.io", "priorityclasses"},
        {"storage.k8s.io", "csidrivers"},
        {"storage.k8s.io", "storageclasses"},
    };
    std::sort(types.begin(), types.end());
    return types;
  }();
  return kTypes;
}

PodTemplates pod_templates_of(const Value& definition) {
  if (is_true(definition.at("spec", "preserveUnknownFields"))) return PodTemplates::possible;
  const Value* versions = definition.at("spec", "versions");
  if (versions == nullptr || !versions->is_list()) return PodTemplates::possible;
  const auto items = versions->items();
  const bool possible = std::any_of(items.begin(), items.end(), may_hold_template);
  return possible ? PodTemplates::possible : PodTemplates::none;
}

std::vector<WantedType> wanted_types(const Discovery& discovery, const CustomTypes& custom,
                                     std::span<const GroupResource> also) {
  std::vector<WantedType> wanted;
  std::map<GroupResource, std::size_t> index;
  for (const ResourceType& type : discovery.types) {
    if (!type.listable || !is_wanted(type, custom, also)) continue;
    const auto [at, is_new] = index.try_emplace({type.group, type.resource}, wanted.size());
    if (is_new) wanted.emplace_back();
    wanted[at->second].versions.push_back(type);
  }
  return wanted;
}

std::optional<WantedType> take_out(std::vector<WantedType>& types, const GroupResource& name) {
  const auto at = std::find_if(types.begin(), types.end(), [&](const WantedType& type) {
    return type.versions[0].group == name.group && type.versions[0].resource == name.resource;
  });
  if (at == types.end()) return std::nullopt;
  std::optional<WantedType> taken = std::move(*at);
  types.erase(at);
  return taken;
}

bool leaves_gap(std::string_view group) { return !contains(kNotConfiguration, group); }

}  // namespace bulwark::sources::cluster
