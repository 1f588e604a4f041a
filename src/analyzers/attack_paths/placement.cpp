// SPDX-License-Identifier: Apache-2.0
// From each scheduled pod by its owners to the workload that it is told by.
#include "analyzers/attack_paths/placement.h"

#include <algorithm>
#include <string>

#include "analyzers/references/types.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using formats::Value;
using model::Resource;

constexpr std::string_view kSomeNode;
constexpr int kMostOwners = 4;  // Pod, Job, CronJob and one more

std::string owner_key(const Resource& resource, const Value& owner) {
  return std::string(references::namespace_of(resource)) + "\n" + std::string(owner.text("kind")) +
         "\n" + std::string(owner.text("name"));
}

}  // namespace

Placement::Placement(World& world) {
  for (const auto& [space, one] : world.picture.namespaces()) {
    for (const references::Workload& workload : one.workloads) {
      const VertexId at = workload_vertex(world, workload);
      if (const Value* owner = references::controller_of(workload.resource->root))
        orphans_.emplace(owner_key(*workload.resource, *owner), at);
    }
  }
  for (const model::Segment& segment : world.inventory.segments) {
    for (const Resource& resource : segment.resources) {
      if (resource.kind() != "Pod" || resource.api_version() != "v1") continue;
      if (world.inventory.cluster_of(resource) == world.cluster) place(world, resource);
    }
  }
  for (auto& [workload, nodes] : nodes_) {
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  }
  for (auto& [node, workloads] : on_nodes_) {
    std::sort(workloads.begin(), workloads.end());
    workloads.erase(std::unique(workloads.begin(), workloads.end()), workloads.end());
  }
}

void Placement::place(World& world, const Resource& pod) {
  const Value* node = pod.root.at("spec", "nodeName");
  if (node == nullptr || !node->is_string() || node->as_string().empty()) return;
  const VertexId workload = workload_of(world, pod);
  if (workload == kNoVertex) return;
  known_ = true;
  nodes_[workload].push_back(node->as_string());
  on_nodes_[node->as_string()].push_back(workload);
}

VertexId Placement::workload_of(World& world, const Resource& pod) const {
  const std::string_view space = references::namespace_of(pod);
  const Resource* top = &pod;
  for (int i = 0; i < kMostOwners; ++i) {
    const Value* owner = references::controller_of(top->root);
    if (owner == nullptr) break;
    const auto group = model::split_api_version(owner->text("apiVersion")).group;
    const auto& found = world.picture.find({group, owner->text("kind"), ""}, space,
                                           owner->text("name"));
    const bool tells = !found.empty() &&
                       model::pod_template_of(found.front()->root).value != nullptr;
    if (!tells) {
      const auto orphan = orphans_.find(owner_key(*top, *owner));
      return orphan == orphans_.end() ? kNoVertex : orphan->second;
    }
    top = found.front();
  }
  return world.graph.find(VertexKind::workload, space, top->name(), top->kind());
}

std::span<const std::string_view> Placement::nodes_of(VertexId workload) const {
  const auto found = nodes_.find(workload);
  if (found == nodes_.end()) return {&kSomeNode, 1};
  return found->second;
}

}  // namespace bulwark::analyzers::attack_paths
