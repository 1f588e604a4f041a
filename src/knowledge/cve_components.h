// SPDX-License-Identifier: Apache-2.0
// Components: what a vulnerability is in, by one name each, however feeds, modules and prose call
// it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bulwark::knowledge {

/// The one name: "kube-apiserver" of "k8s.io/apiserver", "API server". What is not known stays as
/// it is, in small letters.
std::string cve_component_from(std::string_view name);
bool is_cve_component(std::string_view component);

/// How OSV names it: "k8s.io/apiserver". What is not known stays as it is.
std::string osv_package_of(std::string_view component);

/// Whether it is numbered as Kubernetes: "kubelet", and "kubernetes", which is all of them.
bool is_of_kubernetes(std::string_view component);

/// The components that a text names, in order of how often, the first one first. Names that are
/// part of another word do not count.
std::vector<std::string> cve_components_in(std::string_view text);

}  // namespace bulwark::knowledge
