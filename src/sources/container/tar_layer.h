// SPDX-License-Identifier: Apache-2.0
// A layer that is a tar, packed or not: out of its store, unpacked and read while its digest is
// added up.
#pragma once

#include "sources/container/blob_store.h"

namespace bulwark::sources::container {

/// As ImageSource::read_layer. A layer of a kind that cannot be read is `unsupported`. Its packed
/// digest is checked, or where it has none that of the unpacked tar.
Result<LayerFacts> read_tar_layer(BlobStore& store, const ImageLayer& layer,
                                  formats::TarTaker& taker, const LayerOptions& options);

}  // namespace bulwark::sources::container
