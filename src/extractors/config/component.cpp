// SPDX-License-Identifier: Apache-2.0
// Programs by their names.
#include "extractors/config/component.h"

#include <algorithm>
#include <array>

namespace bulwark::extractors::config {
namespace {

struct Named {
  Component component;
  std::string_view program, kind;
};

constexpr std::array<Named, 7> kNamed{
    {{Component::api_server, "kube-apiserver", "KubeAPIServer"},
     {Component::controller_manager, "kube-controller-manager", "KubeControllerManager"},
     {Component::scheduler, "kube-scheduler", "KubeScheduler"},
     {Component::cloud_controller_manager, "cloud-controller-manager", "CloudControllerManager"},
     {Component::etcd, "etcd", "Etcd"},
     {Component::kube_proxy, "kube-proxy", "KubeProxy"},
     {Component::kubelet, "kubelet", "Kubelet"}}};

const Named& named(Component component) {
  return *std::ranges::find(kNamed, component, &Named::component);
}

std::string_view last_step(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// "kube-apiserver-amd64" is what releases call it in some registries.
std::string_view without_architecture(std::string_view name) {
  for (const std::string_view end : {"-amd64", "-arm64", "-arm", "-ppc64le", "-s390x"}) {
    if (name.ends_with(end)) return name.substr(0, name.size() - end.size());
  }
  return name;
}

}  // namespace

std::string_view program_of(Component component) { return named(component).program; }

std::string_view kind_of(Component component) { return named(component).kind; }

std::optional<Component> component_named(std::string_view program) {
  for (const Named& one : kNamed) {
    if (program == one.program) return one.component;
  }
  // Every provider has its own: "aws-cloud-controller-manager",
  // "openstack-cloud-controller-manager".
  if (program.ends_with("-cloud-controller-manager")) return Component::cloud_controller_manager;
  return std::nullopt;
}

std::optional<Program> program_in(std::span<const std::string> words) {
  if (words.empty()) return std::nullopt;
  if (const auto found = component_named(last_step(words[0]))) return Program{*found, 1};
  if (words.size() < 2 || last_step(words[0]) != "hyperkube") return std::nullopt;
  const auto found = component_named(words[1]);
  return found ? std::optional(Program{*found, 2}) : std::nullopt;
}

std::optional<Component> component_of_image(std::string_view image) {
  image = image.substr(0, image.find('@'));
  std::string_view name = last_step(image);
  name = name.substr(0, name.find(':'));
  return component_named(without_architecture(name));
}

std::string_view version_of_image(std::string_view image) {
  image = image.substr(0, image.find('@'));
  const std::string_view name = last_step(image);
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view tag = name.substr(colon + 1);
  const std::string_view number = tag.starts_with('v') ? tag.substr(1) : tag;
  const bool is_version = !number.empty() && number[0] >= '0' && number[0] <= '9' &&
                          number.contains('.');
  return is_version ? tag : std::string_view();
}

}  // namespace bulwark::extractors::config
