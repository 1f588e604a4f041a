// SPDX-License-Identifier: Apache-2.0
// Component: the programs that a cluster is made of, and how each is called where it runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bulwark::extractors::config {

enum class Component : std::uint8_t {
  api_server,
  controller_manager,
  scheduler,
  cloud_controller_manager,
  etcd,
  kube_proxy,
  kubelet,
};

/// "kube-apiserver"
std::string_view program_of(Component component);
/// Of the document that tells its settings: "KubeAPIServer".
std::string_view kind_of(Component component);

/// By the name of its program, also that of a provider's: "aws-cloud-controller-manager".
std::optional<Component> component_named(std::string_view program);

/// A program and the words that follow it.
struct Program {
  Component component = Component::api_server;
  std::size_t first_argument = 0;  ///< number of the word after its name
};

/// Looks at the first word, and at the second of "hyperkube kube-apiserver". Nothing for every
/// other program, among them shells: what those run is not known from their words.
std::optional<Program> program_in(std::span<const std::string> words);

/// By the last step of an image's name: "registry.k8s.io/kube-apiserver:v1.34.4".
std::optional<Component> component_of_image(std::string_view image);

/// "v1.34.4" of an image's tag; empty where it is no version.
std::string_view version_of_image(std::string_view image);

}  // namespace bulwark::extractors::config
