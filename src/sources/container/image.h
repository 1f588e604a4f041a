// SPDX-License-Identifier: Apache-2.0
// Image: its manifest and configuration, and a way to its layers, wherever it lies.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "formats/tar.h"
#include "sources/container/image_config.h"
#include "sources/container/manifest.h"

namespace bulwark::sources::container {

struct ImageLayer {
  Descriptor descriptor = {};  ///< without a digest where it lies unpacked, or was never packed
  std::string diff_id = {};    ///< digest of the unpacked tar; empty: not told
  int step = -1;               ///< of ImageConfig::history; -1: not told
  bool operator==(const ImageLayer&) const = default;
};

struct Image {
  std::string name = {};    ///< as it was asked for
  std::string digest = {};  ///< of its manifest; empty where there is none
  bool has_config = false;  ///< a plain folder has none
  ImageConfig config = {};
  std::vector<ImageLayer> layers = {};        ///< the lowest first
  BaseName base = {};                         ///< by the annotations of its manifest
  std::vector<Descriptor> attestations = {};  ///< of its index: what builders say of it
  bool operator==(const Image&) const = default;
};

/// Something of an image that could not be read, or is not as it should be. Never silence.
struct ImageGap {
  std::string what;  ///< "layer 3 (sha256:...)", "file etc/shadow of layer 1"
  Error error;
  bool operator==(const ImageGap&) const = default;
};

/// What reading a layer brought beside its entries.
struct LayerFacts {
  std::vector<ImageGap> gaps = {};
};

struct LayerOptions {
  std::uint64_t most_bytes = std::uint64_t{128} << 30;  ///< of one layer, unpacked
  std::size_t most_entries = 3'000'000;                 ///< of one layer
  Progress* progress = nullptr;  ///< packed bytes, and layers as parts; null: nobody looks
  std::stop_token stop = {};
};

/// Where an image's layers are. Neither copied nor moved.
class ImageSource {
 public:
  ImageSource() = default;
  ImageSource(const ImageSource&) = delete;
  ImageSource& operator=(const ImageSource&) = delete;
  virtual ~ImageSource() = default;

  virtual const Image& image() const = 0;
  /// Pushes the entries of layer `index` through `taker`; whiteouts come as the files ".wh.NAME"
  /// that stand for them in a tar. Several layers may be read at once. After an error what came
  /// before it is what there is. Digests and sizes are checked at the end.
  virtual Result<LayerFacts> read_layer(std::size_t index, formats::TarTaker& taker,
                                        const LayerOptions& options) = 0;
  /// The images that its build took, by its attestations (provenance.h): reads them. None where
  /// there are none.
  virtual Result<std::vector<BaseName>> images_of_build(const std::stop_token& stop);
};

}  // namespace bulwark::sources::container
