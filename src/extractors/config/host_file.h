// SPDX-License-Identifier: Apache-2.0
// Host file: which file of the node a path within a container is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/value.h"

namespace bulwark::extractors::config {

/// By the container's volumeMounts and the pod's volumes of hostPath; nothing for files that come
/// from elsewhere, as from the image.
std::optional<std::string> host_file(const formats::Value& pod_spec,
                                     const formats::Value& container, std::string_view path);

}  // namespace bulwark::extractors::config
