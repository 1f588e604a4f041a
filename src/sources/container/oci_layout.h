// SPDX-License-Identifier: Apache-2.0
// Images in an OCI image layout (OCI image-spec, "Image Layout"), a folder or a tar of one.
#pragma once

#include <memory>
#include <string_view>

#include "sources/container/blob_store.h"
#include "sources/container/members.h"

namespace bulwark::sources::container {

/// Whether it has the layout's files.
bool is_oci_layout(const Members& members);

/// `tag`: an org.opencontainers.image.ref.name of the layout's index, or the end of one behind its
/// colon; may be empty where there is one image. `not_found` names those that there are.
Result<std::unique_ptr<ImageSource>> open_oci_layout(std::unique_ptr<Members> members,
                                                     std::string_view tag, const Platform& platform,
                                                     const std::stop_token& stop);

}  // namespace bulwark::sources::container
