// SPDX-License-Identifier: Apache-2.0
// Images in registries, and in the mirrors of these.
#pragma once

#include <memory>
#include <stop_token>
#include <string_view>

#include "sources/container/image.h"
#include "sources/container/registry_options.h"

namespace bulwark::sources::container {

/// `text` is a reference (reference.h). Mirrors are asked first, and the registry for whatever they
/// do not have. Errors: those of the registry itself; Error::where is a URL or host.
Result<std::unique_ptr<ImageSource>> open_registry_image(std::string_view text,
                                                         const Platform& platform,
                                                         const RegistryOptions& options,
                                                         const std::stop_token& stop);

}  // namespace bulwark::sources::container
