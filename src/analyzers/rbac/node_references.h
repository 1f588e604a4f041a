// SPDX-License-Identifier: Apache-2.0
// What a pod and a persistent volume name that a kubelet must read for them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/value.h"

namespace bulwark::analyzers::rbac {

/// Names in the pod's namespace, none of them empty. Texts of the pod's value, but for claims that
/// are made for it, whose names are put together.
struct PodReferences {
  std::vector<std::string_view> secrets, config_maps, resource_claims;
  std::vector<std::string> claims;  ///< PersistentVolumeClaims
};

/// `pod`: a Pod, with its status as far as it is known.
PodReferences references_of_pod(const formats::Value& pod);

struct SecretReference {
  std::string_view name_space, name;
};

/// Secrets that a kubelet reads for a volume; not those that controllers alone do.
std::vector<SecretReference> secrets_of_volume(const formats::Value& volume);

}  // namespace bulwark::analyzers::rbac
