// SPDX-License-Identifier: Apache-2.0
// BlobStore: the parts of images by their digests, as a registry, a folder or a tar has them.
#pragma once

#include <memory>
#include <string>

#include "formats/unpack.h"
#include "sources/container/image.h"

namespace bulwark::sources::container {

/// Neither copied nor moved.
class BlobStore {
 public:
  BlobStore() = default;
  BlobStore(const BlobStore&) = delete;
  BlobStore& operator=(const BlobStore&) = delete;
  virtual ~BlobStore() = default;

  /// Gives the bytes of a part from front to back, as they are: whoever takes them checks their
  /// digest. Several may be read at once. `not_found` where there is none.
  virtual Result<void> read(const Descriptor& blob, const formats::BlockTaker& take,
                            const std::stop_token& stop) = 0;
  /// The same for a manifest or index, which registries keep apart.
  virtual Result<void> read_manifest(const Descriptor& blob, const formats::BlockTaker& take,
                                     const std::stop_token& stop) {
    return read(blob, take, stop);
  }
};

enum class BlobKind : std::uint8_t { manifest, blob };

/// A whole manifest or config, its digest and size checked. Error::where is its digest.
Result<std::string> read_document(BlobStore& store, const Descriptor& blob, BlobKind kind,
                                  const std::stop_token& stop);

/// The one for `platform`, or one that does not say for which it is. `not_found` names the
/// platforms that there are.
Result<Descriptor> choose_manifest(const Index& index, const Platform& platform);

/// Follows indexes from `root` to the manifest for `platform`, and reads its config. Errors:
/// `not_found` (none for the platform; those that there are are named), `limit` (indexes in indexes
/// without an end), and those of reading.
Result<Image> resolve_image(BlobStore& store, const Descriptor& root, const Platform& platform,
                            const std::stop_token& stop);

/// The image whose layers are tars in a store.
std::unique_ptr<ImageSource> image_of_blobs(std::unique_ptr<BlobStore> store, Image image);

}  // namespace bulwark::sources::container
