// SPDX-License-Identifier: Apache-2.0
// Images in containers/storage, where podman, buildah and CRI-O keep them: unpacked, a folder for
// each layer.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "sources/container/image.h"

namespace bulwark::sources::container {

/// `root`: its folder, as /var/lib/containers/storage. `name`: a reference or an image's id, or the
/// beginning of one (12 digits or more). Drivers overlay and vfs (of which the topmost layer is
/// whole). Nothing is written or locked.
Result<std::unique_ptr<ImageSource>> open_containers_storage(const std::string& root,
                                                             std::string_view name,
                                                             const std::stop_token& stop);

}  // namespace bulwark::sources::container
