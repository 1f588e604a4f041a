// SPDX-License-Identifier: Apache-2.0
// Which components an object runs or configures: static pods and their mirrors, control planes that
// run as Deployments, DaemonSets of kube-proxy, the kubelets' ConfigMap of kubeadm, configuration
// files by themselves.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/config/api_server_file.h"
#include "formats/builder.h"
#include "model/inventory.h"

namespace bulwark::extractors::config {

/// One document, and which place of the object each part of it comes from.
struct FoundComponent {
  formats::Value root;
  std::vector<model::Origin::Part> parts;
  /// What of it is not known, and why: "--anonymous-auth: 'maybe' is no boolean".
  std::vector<std::string> doubts;
};

/// The text under a key of a ConfigMap; null where there is none.
using ConfigMapText = std::function<const formats::Value*(
    std::string_view name_space, std::string_view name, std::string_view key)>;

/// What a configuration file of the API server says, by its path on the node that runs the pod;
/// null where it was not read.
using NodeFileConfig = std::function<const formats::Value*(ApiServerFile file,
                                                           const std::string& path)>;

/// The operating system of a node by its label: "windows"; empty: not told.
using NodeSystem = std::function<std::string_view(std::string_view node)>;

/// Pods that a controller made are left out: the controller tells them. Values live in the
/// builder's pool.
std::vector<FoundComponent> components_of(const model::Resource& resource,
                                          const ConfigMapText& config_map,
                                          const NodeFileConfig& node_file,
                                          formats::Builder& builder,
                                          const NodeSystem& node_system = {});

}  // namespace bulwark::extractors::config
