// SPDX-License-Identifier: Apache-2.0
// Mounted file: which key of which ConfigMap a file of a container is, or which file of its node.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/value.h"

namespace bulwark::extractors::config {

struct MountedKey {
  std::string config_map, key;
};

/// By the container's volumeMounts and the pod's volumes; nothing for files that come from
/// elsewhere.
std::optional<MountedKey> mounted_file(const formats::Value& pod_spec,
                                       const formats::Value& container, std::string_view path);

/// The path on the node of a container's file; nothing for files that come from elsewhere.
std::optional<std::string> host_file(const formats::Value& pod_spec,
                                     const formats::Value& container, std::string_view path);

}  // namespace bulwark::extractors::config
