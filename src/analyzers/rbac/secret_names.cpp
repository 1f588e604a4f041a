// SPDX-License-Identifier: Apache-2.0
// Secrets themselves, what pods and Ingresses name, and what Roles of a namespace name.
#include "analyzers/rbac/secret_names.h"

#include <algorithm>

#include "analyzers/references/picture.h"
#include "formats/value_fields.h"
#include "model/gap.h"
#include "model/kinds.h"

namespace bulwark::analyzers::rbac {
namespace {

using formats::Value;
using SecretSet = std::set<std::string>;

void add(const Value* from, std::string_view key, SecretSet& names) {
  if (from == nullptr || !from->is_map()) return;
  const std::string_view name = from->text(key);
  if (!name.empty()) names.emplace(name);
}

void add_of_container(const Value& container, SecretSet& names) {
  for (const Value& one : formats::items_of(container, "env"))
    if (one.is_map()) add(one.at("valueFrom", "secretKeyRef"), "name", names);
  for (const Value& one : formats::items_of(container, "envFrom"))
    if (one.is_map()) add(one.find("secretRef"), "name", names);
}

void add_of_pod(const Value& spec, SecretSet& names) {
  for (const std::string_view list : {"containers", "initContainers", "ephemeralContainers"}) {
    for (const Value& container : formats::items_of(spec, list))
      if (container.is_map()) add_of_container(container, names);
  }
  for (const Value& one : formats::items_of(spec, "imagePullSecrets"))
    if (one.is_map()) add(&one, "name", names);
  for (const Value& volume : formats::items_of(spec, "volumes")) {
    if (!volume.is_map()) continue;
    add(volume.find("secret"), "secretName", names);
    const Value* projected = volume.find("projected");
    if (projected == nullptr || !projected->is_map()) continue;
    for (const Value& source : formats::items_of(*projected, "sources"))
      if (source.is_map()) add(source.find("secret"), "name", names);
  }
}

void add_of_ingress(const Value& ingress, SecretSet& names) {
  const Value* spec = ingress.find("spec");
  if (spec == nullptr || !spec->is_map()) return;
  for (const Value& one : formats::items_of(*spec, "tls"))
    if (one.is_map()) add(&one, "secretName", names);
}

// Names that rules of a namespace's Roles are limited to.
void add_of_rules(const Model& model, SecretNames& out) {
  Wanted wanted = rbac::wanted({.verb = "get",
                                .group = {},
                                .resource = "secrets",
                                .subresource = {},
                                .name_space = {},
                                .name = {},
                                .path = {}},
                               model.names());
  wanted.any_name = true;
  for (const std::uint32_t number :
       model.by_resource().find(wanted, model.rules(), model.names())) {
    const Rule& rule = model.rules().all[number];
    const NameId space = model.roles()[rule.role].name_space;
    if (space == kEmpty) continue;
    for (const NameId name : model.rules().list(rule.names))
      out.by_namespace[std::string(model.text(space))].emplace(model.text(name));
  }
}

bool are_listed(const model::Inventory& inventory, std::string_view cluster) {
  return !cluster.empty() &&
         std::none_of(inventory.problems.begin(), inventory.problems.end(), [&](const auto& one) {
           return one.cluster == cluster && model::gap_may_hide(one.what, "", "secrets");
         });
}

}  // namespace

SecretNames secret_names(const model::Inventory& inventory, std::string_view cluster,
                         const Model& model) {
  SecretNames out;
  out.listed = are_listed(inventory, cluster);
  for (const model::Segment& segment : inventory.segments) {
    for (const model::Resource& one : segment.resources) {
      if (inventory.cluster_of(one) != cluster) continue;
      const std::string space(references::namespace_of(one));
      if (one.kind() == "Secret" && one.api_version() == "v1") {
        out.by_namespace[space].emplace(one.name());
        continue;
      }
      if (out.listed) continue;
      if (one.kind() == "Ingress") add_of_ingress(one.root, out.by_namespace[space]);
      const model::PodTemplate pod = model::pod_template_of(one.root);
      const Value* spec = pod.value == nullptr ? nullptr : pod.value->find("spec");
      if (spec != nullptr && spec->is_map()) add_of_pod(*spec, out.by_namespace[space]);
    }
  }
  if (!out.listed) add_of_rules(model, out);
  std::erase_if(out.by_namespace, [](const auto& one) { return one.second.empty(); });
  return out;
}

}  // namespace bulwark::analyzers::rbac
