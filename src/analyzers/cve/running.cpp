// SPDX-License-Identifier: Apache-2.0
// Nodes tell kubelets and runtimes, documents of components the control plane, pod templates the
// images of add-ons.
#include "analyzers/cve/running.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "analyzers/lifecycle/programs.h"
#include "formats/path.h"
#include "formats/value_fields.h"
#include "knowledge/cve_components.h"
#include "model/kinds.h"
#include "model/own_documents.h"

namespace bulwark::analyzers::cve {
namespace {

using formats::Value;
using lifecycle::ProgramKind;
using model::Resource;

std::string_view component_of(ProgramKind kind) {
  switch (kind) {
    case ProgramKind::api_server: return "kube-apiserver";
    case ProgramKind::controller_manager: return "kube-controller-manager";
    case ProgramKind::scheduler: return "kube-scheduler";
    case ProgramKind::cloud_controller_manager: return "cloud-controller-manager";
    case ProgramKind::kube_proxy: return "kube-proxy";
    case ProgramKind::kubelet: return "kubelet";
  }
  return {};
}

// The end of an image's name, without its tag, and what is in it. An image's registry and the
// folders before do not count: many keep copies.
struct Addon {
  std::string_view image, component;
};
constexpr std::array<Addon, 21> kAddons{{
    {"ingress-nginx/controller", "ingress-nginx"},
    {"ingress-nginx/controller-chroot", "ingress-nginx"},
    {"ingress-nginx-controller", "ingress-nginx"},
    {"nginx-ingress-controller-amd64", "ingress-nginx"},
    {"kubernetes-ingress-controller/nginx-ingress-controller", "ingress-nginx"},
    {"coredns", "coredns"},
    {"k8s-dns-kube-dns", "kube-dns"},
    {"k8s-dns-kube-dns-amd64", "kube-dns"},
    {"csi-secrets-store/driver", "secrets-store-csi-driver"},
    {"secrets-store-csi-driver", "secrets-store-csi-driver"},
    {"secrets-store-sync/controller", "secrets-store-sync-controller"},
    {"secrets-store-sync-controller", "secrets-store-sync-controller"},
    {"azurefile-csi", "azurefile-csi-driver"},
    {"csi-proxy", "csi-proxy"},
    {"csi-provisioner", "external-provisioner"},
    {"csi-snapshotter", "external-snapshotter"},
    {"csi-resizer", "external-resizer"},
    {"kube-state-metrics", "kube-state-metrics"},
    {"aws-iam-authenticator", "aws-iam-authenticator"},
    {"aws-load-balancer-controller", "aws-load-balancer-controller"},
    {"etcd", "etcd"},
}};

struct ImageName {
  std::string_view name, tag;  // without a digest
};

ImageName split_image(std::string_view image) {
  image = image.substr(0, image.find('@'));
  const std::size_t colon = image.rfind(':');
  if (colon == std::string_view::npos || image.find('/', colon) != std::string_view::npos)
    return {image, {}};
  return {image.substr(0, colon), image.substr(colon + 1)};
}

// "controller-v1.2.3" and "v1.2.3" are the same; a word ("latest") is no version.
std::string_view version_of_tag(std::string_view tag) {
  const auto digit = std::ranges::find_if(tag, [](char c) { return c >= '0' && c <= '9'; });
  const auto at = static_cast<std::size_t>(digit - tag.begin());
  std::string_view version = tag.substr(at);
  if (!version.contains('.')) return {};
  const bool starts = at == 0 || (at == 1 && tag[0] == 'v') || tag.substr(0, at).ends_with("-v") ||
                      tag[at - 1] == '-';
  if (!starts) return {};
  if (at > 0 && tag[at - 1] == 'v') version = tag.substr(at - 1);
  return version;
}

// A pod of a controller is told by the controller; one that a node owns is nobody's child.
bool is_child(const Resource& resource) {
  const Value* owners = resource.root.at("metadata", "ownerReferences");
  if (owners == nullptr) return false;
  return std::ranges::any_of(owners->items(), [](const Value& owner) {
    return formats::is_true(owner.find("controller")) && owner.text("kind") != "Node";
  });
}

class Collector {
 public:
  Collector(const model::Inventory& inventory, std::string_view cluster)
      : inventory_(inventory), cluster_(cluster) {}

  std::vector<Running> collect() {
    for (const lifecycle::Program& one : lifecycle::programs_of(inventory_, cluster_)) {
      if (!one.as_kubernetes || (one.text.empty() && cluster_.empty())) continue;
      add(component_of(one.kind), one.text, {one.title(), one.resource, one.path});
    }
    for (const model::Segment& segment : inventory_.segments) {
      for (const Resource& resource : segment.resources) {
        if (inventory_.cluster_of(resource) == cluster_) look(resource);
      }
    }
    return grouped(std::move(out_));
  }

 private:
  void add(std::string_view component, std::string_view version, Place place) {
    out_.push_back({std::string(component), std::string(version), {std::move(place)}});
  }

  void look(const Resource& resource) {
    if (resource.api_version() == model::kOwnApiVersion) {
      if (resource.kind() == "Etcd") etcd(resource);
      return;
    }
    if (resource.kind() == "Node" && resource.api_version() == "v1") return runtime(resource);
    if (!is_child(resource)) images(resource);
  }

  // One that runs as a pod is told by its image; what is here besides is a unit of a node.
  void etcd(const Resource& document) {
    const Value* spec = document.root.find("spec");
    const std::string_view version = spec == nullptr ? std::string_view() : spec->text("version");
    const auto origin = inventory_.origins.find(&document);
    const bool pod = origin != inventory_.origins.end() && origin->second.resource != nullptr &&
                     model::pod_template_of(origin->second.resource->root).value != nullptr;
    if (!pod) add("etcd", version, {document.title(), &document, "spec.version"});
  }

  // "containerd://1.7.13"
  void runtime(const Resource& node) {
    const Value* info = node.root.at("status", "nodeInfo");
    if (info == nullptr) return;
    const std::string_view text = info->text("containerRuntimeVersion");
    const std::size_t end = text.find("://");
    if (end == std::string_view::npos) return;
    add(knowledge::cve_component_from(text.substr(0, end)), text.substr(end + 3),
        {node.title(), &node, "status.nodeInfo.containerRuntimeVersion"});
  }

  void images(const Resource& resource) {
    const model::PodTemplate pod = model::pod_template_of(resource.root);
    const Value* spec = pod.value == nullptr ? nullptr : pod.value->find("spec");
    if (spec == nullptr) return;
    for (const char* list : {"initContainers", "containers"}) {
      const auto containers = formats::items_of(*spec, list);
      for (std::size_t i = 0; i < containers.size(); ++i) {
        const std::string_view image = containers[i].text("image");
        const std::string_view addon = addon_of_image(image);
        if (addon.empty()) continue;
        const std::string path = fmt::format("{}{}spec.{}{}.image", pod.path,
                                             pod.path.empty() ? "" : ".", list,
                                             formats::item_step(i));
        add(addon, version_of_tag(split_image(image).tag), {resource.title(), &resource, path});
      }
    }
  }

  const model::Inventory& inventory_;
  std::string_view cluster_;
  std::vector<Running> out_;
};

}  // namespace

std::string_view addon_of_image(std::string_view image) {
  const std::string_view name = split_image(image).name;
  for (const Addon& one : kAddons) {
    if (!name.ends_with(one.image)) continue;
    const std::size_t before = name.size() - one.image.size();
    if (before == 0 || name[before - 1] == '/') return one.component;
  }
  return {};
}

std::vector<Running> running_components(const model::Inventory& inventory,
                                        std::string_view cluster) {
  return Collector(inventory, cluster).collect();
}

std::vector<Running> kubernetes_programs(const std::string& version) {
  std::vector<Running> out;
  for (const char* component : {"kube-apiserver", "kube-controller-manager", "kube-proxy",
                                "kube-scheduler", "kubectl", "kubelet"})
    out.push_back({component, version, {{fmt::format("Kubernetes {}", version)}}});
  return out;
}

std::vector<Running> grouped(std::vector<Running> running) {
  std::map<std::pair<std::string, std::string>, std::vector<Place>> groups;
  for (Running& one : running) {
    auto& places = groups[{one.component, one.version}];
    std::ranges::move(one.places, std::back_inserter(places));
  }
  std::vector<Running> out;
  for (auto& [name, places] : groups) {
    std::ranges::sort(places, {}, [](const Place& one) { return std::tie(one.title, one.path); });
    out.push_back({name.first, name.second, std::move(places)});
  }
  return out;
}

}  // namespace bulwark::analyzers::cve
