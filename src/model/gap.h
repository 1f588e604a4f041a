// SPDX-License-Identifier: Apache-2.0
// What a gap in a picture of a cluster may hide: a type that was not listed hides no object of
// another one.
#pragma once

#include <string_view>

namespace bulwark::model {

/// Whether `gap` (Problem::what of a cluster: "secrets", "deployments.apps in namespace shop", "the
/// whole cluster") may hide objects of that type. A custom resource's plural is only guessed from
/// its kind: within its group anything may be meant. What components run with (own_documents.h) is
/// told by pods and their controllers, ConfigMaps and kubelets' configurations.
bool gap_may_hide(std::string_view gap, std::string_view group, std::string_view resource);

/// A group that Kubernetes itself serves: none, `apps`, `policy`, `networking.k8s.io`.
bool is_own_group(std::string_view group);

}  // namespace bulwark::model
