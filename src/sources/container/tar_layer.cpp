// SPDX-License-Identifier: Apache-2.0
#include "sources/container/tar_layer.h"

#include "sources/container/digest.h"

namespace bulwark::sources::container {
namespace {

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

}  // namespace

Result<LayerFacts> read_tar_layer(BlobStore& store, const ImageLayer& layer,
                                  formats::TarTaker& taker, const LayerOptions& options) {
  TRY_VOID(check_type(layer.descriptor));
  const bool packed_known = !layer.descriptor.digest.empty();
  DigestCheck packed(layer.descriptor.digest, layer.descriptor.size);
  DigestCheck unpacked(packed_known ? std::string() : layer.diff_id, -1);
  formats::Unpacker unpacker(unpack_limits(options));
  formats::TarReader tar(taker, tar_options(options));
  const formats::BlockTaker into_tar = [&](std::string_view block) -> Result<void> {
    TRY_VOID(unpacked.add(block));
    return tar.write(block);
  };
  const auto on_block = [&](std::string_view block) -> Result<void> {
    if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
    if (options.progress != nullptr) options.progress->bytes_done += block.size();
    TRY_VOID(packed.add(block));
    return unpacker.write(block, into_tar);
  };
  TRY_VOID(store.read(layer.descriptor, on_block, options.stop));
  TRY_VOID(unpacker.finish(into_tar));
  TRY_VOID(packed.finish());
  TRY_VOID(unpacked.finish());
  TRY_VOID(tar.finish());
  LayerFacts out;
  if (unpacker.trailing()) {
    out.gaps.push_back(
        {"what follows its gzip stream", {ErrorCode::malformed, "no runtime unpacks it", {}}});
  }
  return out;
}

}  // namespace bulwark::sources::container
