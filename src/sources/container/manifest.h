// SPDX-License-Identifier: Apache-2.0
// Indexes and manifests of images: OCI image-spec 1.1, and Docker's schema 2 and manifest list.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sources/container/platform.h"

namespace bulwark::sources::container {

/// Points to a part of an image.
struct Descriptor {
  std::string media_type = {};
  std::string digest = {};
  std::int64_t size = -1;  ///< bytes; below zero: not told
  Platform platform = {};  ///< of a manifest in an index
  std::string name = {};   ///< "org.opencontainers.image.ref.name": a tag, or a whole reference
  std::string image_name = {};  ///< "io.containerd.image.name": a whole reference
  bool attestation = false;     ///< it is about an image (provenance, SBOM), and is none
  bool operator==(const Descriptor&) const = default;
};

/// What a layer's media type says of how it is to be read.
enum class LayerType : std::uint8_t {
  tar,      ///< packed or not: that is found by its bytes
  foreign,  ///< not to be distributed: its bytes are elsewhere
  encrypted,
  unknown,
};
LayerType layer_type(std::string_view media_type);

struct Index {
  std::vector<Descriptor> manifests;
  bool operator==(const Index&) const = default;
};

struct Manifest {
  Descriptor config;
  std::vector<Descriptor> layers;  ///< the lowest first
  bool operator==(const Manifest&) const = default;
};

/// Which of them a document is; by its mediaType, else by what it holds.
enum class DocumentType : std::uint8_t { index, manifest, other };

/// `malformed`, or `unsupported` for Docker's schema 1 and for artifacts that are no images.
struct ManifestOrIndex {
  DocumentType type = DocumentType::other;
  Index index = {};
  Manifest manifest = {};
};
Result<ManifestOrIndex> parse_manifest(std::string_view text);

}  // namespace bulwark::sources::container
