// SPDX-License-Identifier: Apache-2.0
// Reads all layers of an image: what is wanted of their files is handed over on the way, and the
// final file system is what comes of it.
#pragma once

#include "sources/container/file_taker.h"
#include "sources/container/image.h"
#include "sources/container/picture.h"

namespace bulwark::sources::container {

struct ReadOptions {
  LayerOptions layer = {};
  std::size_t threads = 2;  ///< that read layers, one each
};

/// Layers that cannot be read to their end are gaps of the picture, with what came before counted.
/// A layer is read a second time only where a file's contents are wanted by another name than its
/// own, in another way. Error: `cancelled` alone.
Result<ImagePicture> read_image(ImageSource& source, FileTaker& taker, const ReadOptions& options);

}  // namespace bulwark::sources::container
