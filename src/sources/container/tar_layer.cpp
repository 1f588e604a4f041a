// SPDX-License-Identifier: Apache-2.0
#include "sources/container/tar_layer.h"

#include "base/block_relay.h"
#include "sources/container/digest.h"

namespace bulwark::sources::container {
namespace {

constexpr std::size_t kMostWaiting = std::size_t{2} << 20;  // bytes, of each relay

Result<void> check_type(const Descriptor& layer) {
  switch (layer_type(layer.media_type)) {
    case LayerType::tar: return {};
    case LayerType::foreign:
      return fail(ErrorCode::unsupported, "a layer that is not distributed with the image");
    case LayerType::encrypted: return fail(ErrorCode::unsupported, "an encrypted layer");
    case LayerType::unknown: break;
  }
  return fail(ErrorCode::unsupported,
              "a layer of unknown type '" + layer.media_type.substr(0, 200) + "'");
}

formats::UnpackLimits unpack_limits(const LayerOptions& options) {
  formats::UnpackLimits out;
  out.bytes = options.most_bytes;
  return out;
}

formats::TarOptions tar_options(const LayerOptions& options) {
  formats::TarOptions out;
  out.limits.entries = options.most_entries;
  out.limits.name = std::size_t{16} << 10;
  out.global_headers = false;  // as container runtimes read it
  return out;
}

DigestCheck digest_check(const ImageLayer& layer) {
  if (layer.descriptor.digest.empty()) return {layer.diff_id, -1};
  return {layer.descriptor.digest, layer.descriptor.size};
}

// Unpacking, the digest and what is done with the files take a thread each: a large layer would
// keep all cores but one idle.
class LayerPipe {
 public:
  LayerPipe(const ImageLayer& layer, formats::TarTaker& taker, const LayerOptions& options)
      : options_(options),
        hashes_packed_(!layer.descriptor.digest.empty()),
        digest_(digest_check(layer)),
        unpacker_(unpack_limits(options)),
        tar_(taker, tar_options(options)) {}

  /// The next packed bytes.
  Result<void> write(std::string_view block) {
    if (options_.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
    if (options_.progress != nullptr) options_.progress->bytes_done += block.size();
    if (hashes_packed_) TRY_VOID(hashing_.add(block));
    return unpacker_.write(block, on_unpacked_);
  }

  /// `written`: how the writing went. What came before an error is worked on all the same, and has
  /// the first word if it is broken itself.
  Result<LayerFacts> finish(Result<void> written) {
    if (written) written = unpacker_.finish(on_unpacked_);
    TRY_VOID(files_.finish());
    TRY_VOID(hashing_.finish());
    TRY_VOID(written);
    TRY_VOID(digest_.finish());
    TRY_VOID(tar_.finish());
    LayerFacts out;
    if (unpacker_.trailing()) {
      out.gaps.push_back(
          {"what follows its gzip stream", {ErrorCode::malformed, "no runtime unpacks it", {}}});
    }
    return out;
  }

 private:
  const LayerOptions& options_;
  const bool hashes_packed_;  // or else what is unpacked
  DigestCheck digest_;
  formats::Unpacker unpacker_;
  formats::TarReader tar_;
  BlockRelay hashing_{[this](std::string_view block) { return digest_.add(block); }, kMostWaiting};
  BlockRelay files_{[this](std::string_view block) { return tar_.write(block); }, kMostWaiting};
  const formats::BlockTaker on_unpacked_ = [this](std::string_view block) -> Result<void> {
    if (!hashes_packed_) TRY_VOID(hashing_.add(block));
    return files_.add(block);
  };
};

}  // namespace

Result<LayerFacts> read_tar_layer(BlobStore& store, const ImageLayer& layer,
                                  formats::TarTaker& taker, const LayerOptions& options) {
  TRY_VOID(check_type(layer.descriptor));
  LayerPipe pipe(layer, taker, options);
  const auto on_block = [&](std::string_view block) { return pipe.write(block); };
  return pipe.finish(store.read(layer.descriptor, on_block, options.stop));
}

}  // namespace bulwark::sources::container
