// SPDX-License-Identifier: Apache-2.0
// A layer that lies unpacked in a folder: a root file system, or what an overlay keeps of one
// layer.
#pragma once

#include <memory>
#include <string>

#include "sources/container/image.h"

namespace bulwark::sources::container {

/// As ImageSource::read_layer: the folder's entries in a stable order, hard links as such, an
/// overlay's whiteouts and opaque folders as a tar's. No link is followed. What cannot be read is
/// a gap. File systems of the kernel (proc, sysfs ...) that are mounted in it are passed over.
Result<LayerFacts> read_folder_layer(const std::string& folder, formats::TarTaker& taker,
                                     const LayerOptions& options);

/// A root file system as an image of one layer. `malformed` where it is no folder.
Result<std::unique_ptr<ImageSource>> open_root_folder(const std::string& folder);

}  // namespace bulwark::sources::container
