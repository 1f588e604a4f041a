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
  std::string attests = {};     ///< of an attestation: the digest of that image's manifest
  std::string predicate = {};   ///< of an attestation's layer: "https://slsa.dev/provenance/v1"
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

/// Where an image may say what it was built on, as annotations or labels (image-spec, "Pre-Defined
/// Annotation Keys").
inline constexpr std::string_view kBaseName = "org.opencontainers.image.base.name";
inline constexpr std::string_view kBaseDigest = "org.opencontainers.image.base.digest";

/// The image that an image says it was built on.
struct BaseName {
  std::string reference = {};  ///< "docker.io/library/debian:12"; empty: it does not say
  std::string digest = {};     ///< of the base's manifest or index; empty: it does not say
  bool operator==(const BaseName&) const = default;
};

struct Manifest {
  Descriptor config;
  std::vector<Descriptor> layers;  ///< the lowest first
  BaseName base = {};              ///< by its annotations
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

/// The layers of an attestation's manifest, whatever its config is.
Result<std::vector<Descriptor>> parse_attestation(std::string_view text);

}  // namespace bulwark::sources::container
