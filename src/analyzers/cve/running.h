// SPDX-License-Identifier: Apache-2.0
// Running: the components of a cluster and their versions, as far as objects tell them: Kubernetes'
// own programs, etcd, container runtimes of nodes, and add-ons by their images.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/inventory.h"

namespace bulwark::analyzers::cve {

/// One that some object tells of.
struct Place {
  std::string title;                          ///< "kubelet n1", "Deployment ingress/controller"
  const model::Resource* resource = nullptr;  ///< null: the command line tells it
  std::string path{};                         ///< within the resource, of the version
};

/// A component in one version, wherever it runs.
struct Running {
  std::string component;  ///< as knowledge::cve_component_from() names it
  std::string version;    ///< as it is told; empty: not told
  std::vector<Place> places;
};

/// Of one cluster (its name), or of all manifests together (empty). Sorted by component and
/// version. What a Deployment and its pods tell is told once, by the Deployment. Points into
/// `inventory`.
std::vector<Running> running_components(const model::Inventory& inventory,
                                        std::string_view cluster);

/// Kubernetes' own programs, all in that version, and kubectl: for somebody who asks for a version
/// of Kubernetes.
std::vector<Running> kubernetes_programs(const std::string& version);

/// Joins those of one component and version, and sorts.
std::vector<Running> grouped(std::vector<Running> running);

/// The add-on that an image holds, by the last steps of its name; empty: none that is known.
std::string_view addon_of_image(std::string_view image);

}  // namespace bulwark::analyzers::cve
