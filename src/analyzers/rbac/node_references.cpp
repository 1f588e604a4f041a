// SPDX-License-Identifier: Apache-2.0
// The fields of pkg/api/v1/pod/util.go and pkg/api/v1/persistentvolume/util.go.
#include "analyzers/rbac/node_references.h"

#include <array>
#include <utility>

#include "formats/value_fields.h"

namespace bulwark::analyzers::rbac {
namespace {

using formats::Value;
using Texts = std::vector<std::string_view>;

void take(Texts& texts, const Value* map, std::string_view key) {
  if (map == nullptr || !map->is_map()) return;
  if (const std::string_view name = map->text(key); !name.empty()) texts.push_back(name);
}

const Value* map_at(const Value& of, std::string_view key) {
  const Value* found = of.find(key);
  return found != nullptr && found->is_map() ? found : nullptr;
}

void take_container(const Value& container, PodReferences& out) {
  for (const Value& one : formats::items_of(container, "envFrom")) {
    take(out.secrets, one.find("secretRef"), "name");
    take(out.config_maps, one.find("configMapRef"), "name");
  }
  for (const Value& one : formats::items_of(container, "env")) {
    take(out.secrets, one.at("valueFrom", "secretKeyRef"), "name");
    take(out.config_maps, one.at("valueFrom", "configMapKeyRef"), "name");
  }
}

// Kinds of volumes that name a Secret by `secretRef`.
constexpr std::array<std::string_view, 7> kWithSecretRef{"cephfs",  "cinder", "flexVolume", "rbd",
                                                         "scaleIO", "iscsi",  "storageos"};

void take_volume(const Value& volume, std::string_view pod, PodReferences& out) {
  take(out.secrets, volume.find("azureFile"), "secretName");
  take(out.secrets, volume.find("secret"), "secretName");
  take(out.secrets, volume.at("csi", "nodePublishSecretRef"), "name");
  for (const std::string_view kind : kWithSecretRef)
    take(out.secrets, volume.at(kind, "secretRef"), "name");
  take(out.config_maps, volume.find("configMap"), "name");
  if (const Value* projected = map_at(volume, "projected")) {
    for (const Value& source : formats::items_of(*projected, "sources")) {
      take(out.secrets, source.find("secret"), "name");
      take(out.config_maps, source.find("configMap"), "name");
    }
  }
  if (const Value* claim = map_at(volume, "persistentVolumeClaim")) {
    if (const std::string_view name = claim->text("claimName"); !name.empty())
      out.claims.emplace_back(name);
  } else if (map_at(volume, "ephemeral") != nullptr) {
    out.claims.push_back(std::string(pod) + "-" + std::string(volume.text("name")));
  }
}

// One that is made from a template has a name that only the status tells.
void take_resource_claims(const Value& pod, const Value& spec, PodReferences& out) {
  const Value* status = map_at(pod, "status");
  for (const Value& claim : formats::items_of(spec, "resourceClaims")) {
    if (!claim.text("resourceClaimName").empty()) {
      take(out.resource_claims, &claim, "resourceClaimName");
    } else if (status != nullptr && !claim.text("resourceClaimTemplateName").empty()) {
      for (const Value& made : formats::items_of(*status, "resourceClaimStatuses")) {
        if (made.text("name") != claim.text("name")) continue;
        take(out.resource_claims, &made, "resourceClaimName");
        break;
      }
    }
  }
  if (status != nullptr)
    take(out.resource_claims, status->find("extendedResourceClaimStatus"), "resourceClaimName");
}

}  // namespace

PodReferences references_of_pod(const Value& pod) {
  PodReferences out;
  const Value* spec = map_at(pod, "spec");
  if (spec == nullptr) return out;
  const Value* metadata = map_at(pod, "metadata");
  const std::string_view name = metadata == nullptr ? std::string_view() : metadata->text("name");
  for (const Value& one : formats::items_of(*spec, "imagePullSecrets"))
    take(out.secrets, &one, "name");
  for (const std::string_view list : {"initContainers", "containers", "ephemeralContainers"}) {
    for (const Value& container : formats::items_of(*spec, list)) take_container(container, out);
  }
  for (const Value& volume : formats::items_of(*spec, "volumes")) take_volume(volume, name, out);
  take_resource_claims(pod, *spec, out);
  return out;
}

// A reference without a namespace is within that of the claim, where the type knows of claims.
std::vector<SecretReference> secrets_of_volume(const Value& volume) {
  std::vector<SecretReference> out;
  const Value* spec = map_at(volume, "spec");
  if (spec == nullptr) return out;
  const Value* claim = map_at(*spec, "claimRef");
  const std::string_view of_claim = claim == nullptr ? std::string_view()
                                                     : claim->text("namespace");
  const auto add = [&](const Value* reference, std::string_view name, std::string_view space,
                       std::string_view otherwise) {
    if (reference == nullptr || !reference->is_map() || reference->text(name).empty()) return;
    const std::string_view own = reference->text(space);
    out.push_back({own.empty() ? otherwise : own, reference->text(name)});
  };
  add(spec->find("azureFile"), "secretName", "secretNamespace", of_claim);
  for (const std::string_view kind : kWithSecretRef) {
    const bool of_its_own = kind == "cinder" || kind == "storageos";
    add(spec->at(kind, "secretRef"), "name", "namespace", of_its_own ? "" : of_claim);
  }
  for (const std::string_view key :
       {"nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef"})
    add(spec->at("csi", key), "name", "namespace", "");
  return out;
}

}  // namespace bulwark::analyzers::rbac
