// SPDX-License-Identifier: Apache-2.0
// Nodes tell their kubelets, documents of components the rest.
#include "analyzers/lifecycle/programs.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "formats/path.h"
#include "formats/value_fields.h"
#include "model/kinds.h"
#include "model/own_documents.h"

namespace bulwark::analyzers::lifecycle {
namespace {

using formats::Value;
using model::Resource;

struct Kind {
  std::string_view document;
  ProgramKind program;
};
constexpr std::array<Kind, 6> kDocuments{
    {{"ClusterVersion", ProgramKind::api_server},
     {"KubeAPIServer", ProgramKind::api_server},
     {"KubeControllerManager", ProgramKind::controller_manager},
     {"KubeScheduler", ProgramKind::scheduler},
     {"CloudControllerManager", ProgramKind::cloud_controller_manager},
     {"KubeProxy", ProgramKind::kube_proxy}}};

// Images of cloud controller managers that carry the minor version of the Kubernetes that they are
// built from.
constexpr std::array<std::string_view, 5> kNumberedAsKubernetes{
    "provider-aws/cloud-controller-manager", "provider-gcp/cloud-controller-manager",
    "azure-cloud-controller-manager", "openstack-cloud-controller-manager",
    "vsphere-cloud-controller-manager"};

// Of the pod that a document was made from; null where it was made from something else.
const Value* pod_of(const model::Inventory& inventory, const Resource& document) {
  const auto origin = inventory.origins.find(&document);
  if (origin == inventory.origins.end() || origin->second.resource == nullptr) return nullptr;
  const model::PodTemplate pod = model::pod_template_of(origin->second.resource->root);
  return pod.value == nullptr ? nullptr : pod.value->find("spec");
}

bool numbered_as_kubernetes(const model::Inventory& inventory, const Resource& document) {
  const Value* spec = pod_of(inventory, document);
  if (spec == nullptr) return false;
  return std::ranges::any_of(formats::items_of(*spec, "containers"), [](const Value& container) {
    const std::string_view image = container.text("image");
    return std::ranges::any_of(kNumberedAsKubernetes, [&](std::string_view one) {
      return image.find(one) != std::string_view::npos;
    });
  });
}

Program program(ProgramKind kind, const Resource& resource, std::string path,
                std::string_view text) {
  return {kind, &resource, std::move(path), std::string(text), parse_version(text)};
}

// Of a cluster every Node has a kubelet; a manifest of one tells of none.
std::optional<Program> kubelet_of(const Resource& node, bool live) {
  const Value* info = node.root.at("status", "nodeInfo");
  const std::string_view text = info == nullptr ? std::string_view() : info->text("kubeletVersion");
  if (text.empty() && !live) return std::nullopt;
  return program(ProgramKind::kubelet, node, "status.nodeInfo.kubeletVersion", text);
}

std::optional<Program> component_of(const model::Inventory& inventory, const Resource& document) {
  const auto kind = std::ranges::find(kDocuments, document.kind(), &Kind::document);
  if (kind == kDocuments.end()) return std::nullopt;
  const Value* spec = document.root.find("spec");
  const std::string_view text = spec == nullptr ? std::string_view() : spec->text("version");
  Program out = program(kind->program, document, "spec.version", text);
  if (kind->program == ProgramKind::cloud_controller_manager)
    out.as_kubernetes = numbered_as_kubernetes(inventory, document);
  // A file of its configuration, which no program is known to run with.
  if (kind->program == ProgramKind::kube_proxy && text.empty() &&
      pod_of(inventory, document) == nullptr)
    return std::nullopt;
  return out;
}

}  // namespace

std::string_view name_of(ProgramKind kind) {
  switch (kind) {
    case ProgramKind::api_server: return "API server";
    case ProgramKind::controller_manager: return "controller manager";
    case ProgramKind::scheduler: return "scheduler";
    case ProgramKind::cloud_controller_manager: return "cloud controller manager";
    case ProgramKind::kube_proxy: return "kube-proxy";
    case ProgramKind::kubelet: return "kubelet";
  }
  return {};
}

std::optional<std::uint32_t> Program::minor() const {
  if (!as_kubernetes || !version || version->major != 1) return std::nullopt;
  return version->minor;
}

std::string Program::title() const {
  std::string out(name_of(kind));
  if (resource->kind() == "ClusterVersion") return out;
  const std::string_view space = resource->name_space();
  out += ' ';
  if (!space.empty()) out.append(space).append("/");
  return out.append(resource->name());
}

std::vector<Program> programs_of(const model::Inventory& inventory, std::string_view cluster) {
  std::vector<Program> out;
  for (const model::Segment& segment : inventory.segments) {
    for (const Resource& resource : segment.resources) {
      if (inventory.cluster_of(resource) != cluster) continue;
      std::optional<Program> found;
      if (resource.kind() == "Node" && resource.api_version() == "v1")
        found = kubelet_of(resource, !cluster.empty());
      if (resource.api_version() == model::kOwnApiVersion)
        found = component_of(inventory, resource);
      if (found) out.push_back(*std::move(found));
    }
  }
  const auto order = [](const Program& one) {
    return std::tuple(one.kind, one.resource->kind() != "ClusterVersion",
                      one.resource->name_space(), one.resource->name(), one.resource->source,
                      one.resource->offset);
  };
  std::ranges::stable_sort(out, {}, order);
  return out;
}

std::optional<Minors> minors_of(const std::vector<Program>& programs, ProgramKind kind) {
  std::optional<Minors> out;
  for (const Program& one : programs) {
    const auto minor = one.minor();
    if (one.kind != kind || !minor) continue;
    if (!out) out = Minors{*minor, *minor};
    out->lowest = std::min(out->lowest, *minor);
    out->highest = std::max(out->highest, *minor);
  }
  return out;
}

}  // namespace bulwark::analyzers::lifecycle
