// SPDX-License-Identifier: Apache-2.0
// One pass over the objects, and one over the volumes, once it is known where their claims are.
#include "analyzers/rbac/node_graph.h"

#include <algorithm>
#include <tuple>

#include "analyzers/rbac/node_references.h"
#include "analyzers/references/picture.h"
#include "model/kinds.h"

namespace bulwark::analyzers::rbac {
namespace {

using formats::Value;
using model::Resource;

std::string key(Related type, std::string_view name_space, std::string_view name) {
  std::string out(1, static_cast<char>(type));
  out.append(name_space).append(1, '\0').append(name);
  return out;
}

std::string_view text_at(const Resource& object, std::string_view map, std::string_view key) {
  const Value* found = object.root.find(map);
  return found != nullptr && found->is_map() ? found->text(key) : std::string_view();
}

bool is_mirror(const Resource& pod) {
  const Value* annotations = pod.root.at("metadata", "annotations");
  return annotations != nullptr && annotations->find("kubernetes.io/config.mirror") != nullptr;
}

}  // namespace

NodeGraph::NodeGraph(const model::Inventory& inventory, std::string_view cluster) {
  for (const model::Segment& segment : inventory.segments) {
    for (const Resource& object : segment.resources) {
      if (inventory.cluster_of(object) == cluster) take(object);
    }
  }
  sort();
  take_volumes();
  sort();
}

void NodeGraph::take(const Resource& object) {
  const std::string_view kind = object.kind();
  const std::string_view group = model::split_api_version(object.api_version()).group;
  const auto itself = [&](Related type, std::string_view space, std::string_view node) {
    if (!node.empty()) add(type, space, object.name(), {node, &object});
  };
  if (kind == "Pod" && group.empty()) take_pod(object);
  if (kind == "PersistentVolume" && group.empty()) volumes_.push_back(&object);
  if (kind == "VolumeAttachment" && group == "storage.k8s.io")
    itself(Related::volume_attachment, "", text_at(object, "spec", "nodeName"));
  if (kind == "ResourceSlice" && group == "resource.k8s.io")
    itself(Related::resource_slice, "", text_at(object, "spec", "nodeName"));
  if (kind == "PodCertificateRequest" && group == "certificates.k8s.io")
    itself(Related::certificate_request, object.name_space(), text_at(object, "spec", "nodeName"));
}

void NodeGraph::take_pod(const Resource& pod) {
  const std::string_view node = text_at(pod, "spec", "nodeName");
  if (node.empty()) return;
  const std::string_view space = references::namespace_of(pod);
  const Use use{node, &pod};
  add(Related::pod, space, pod.name(), use);
  if (is_mirror(pod)) return;
  if (const std::string_view account = text_at(pod, "spec", "serviceAccountName"); !account.empty())
    add(Related::service_account, space, account, use);
  const PodReferences named = references_of_pod(pod.root);
  for (const std::string_view one : named.secrets) add(Related::secret, space, one, use);
  for (const std::string_view one : named.config_maps) add(Related::config_map, space, one, use);
  for (const std::string& one : named.claims) add(Related::claim, space, one, use);
  for (const std::string_view one : named.resource_claims)
    add(Related::resource_claim, space, one, use);
}

// A volume that nothing has claimed relates nothing.
void NodeGraph::take_volumes() {
  for (const Resource* volume : volumes_) {
    const Value* claim = volume->root.at("spec", "claimRef");
    if (claim == nullptr || !claim->is_map()) continue;
    const auto found = uses(Related::claim, claim->text("namespace"), claim->text("name"));
    const std::vector<Use> nodes(found.begin(), found.end());  // what is added may move them
    const std::vector<SecretReference> secrets = secrets_of_volume(volume->root);
    for (const Use& use : nodes) {
      add(Related::volume, "", volume->name(), use);
      for (const SecretReference& one : secrets)
        add(Related::secret, one.name_space, one.name, {use.node, volume});
    }
  }
}

// Of several objects that relate the same one is kept, whatever the order in which they were read.
void NodeGraph::sort() {
  const auto order = [](const Use& use) {
    return std::tuple(use.node, use.by->kind(), use.by->name_space(), use.by->name());
  };
  for (auto& [name, uses] : uses_) {
    std::sort(uses.begin(), uses.end(),
              [&](const Use& a, const Use& b) { return order(a) < order(b); });
    uses.erase(std::unique(uses.begin(), uses.end(),
                           [](const Use& a, const Use& b) { return a.node == b.node; }),
               uses.end());
  }
}

void NodeGraph::add(Related type, std::string_view name_space, std::string_view name, Use use) {
  uses_[key(type, name_space, name)].push_back(use);
}

std::span<const NodeGraph::Use> NodeGraph::uses(Related type, std::string_view name_space,
                                                std::string_view name) const {
  const auto found = uses_.find(key(type, name_space, name));
  return found == uses_.end() ? std::span<const Use>() : std::span<const Use>(found->second);
}

const Resource* NodeGraph::by(std::string_view node, Related type, std::string_view name_space,
                              std::string_view name) const {
  const auto all = uses(type, name_space, name);
  const auto found = std::lower_bound(
      all.begin(), all.end(), node,
      [](const Use& use, std::string_view wanted) { return use.node < wanted; });
  return found == all.end() || found->node != node ? nullptr : found->by;
}

}  // namespace bulwark::analyzers::rbac
