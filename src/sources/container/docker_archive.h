// SPDX-License-Identifier: Apache-2.0
// What `docker save` writes: manifest.json, configs, and a tar for each layer, in a tar or a folder
// of what was in one.
#pragma once

#include <memory>
#include <string_view>

#include "sources/container/blob_store.h"
#include "sources/container/members.h"

namespace bulwark::sources::container {

bool is_docker_archive(const Members& members);

/// `name`: one of the archive's RepoTags, or the end of one behind a slash; may be empty where
/// there is one image. A layer's digest is that of its unpacked tar, as the config tells it.
Result<std::unique_ptr<ImageSource>> open_docker_archive(std::unique_ptr<Members> members,
                                                         std::string_view name,
                                                         const std::stop_token& stop);

}  // namespace bulwark::sources::container
