// SPDX-License-Identifier: Apache-2.0
#include "sources/container/manifest.h"

#include "formats/value.h"
#include "sources/container/digest.h"
#include "sources/container/image_document.h"

namespace bulwark::sources::container {
namespace {

using formats::Value;

constexpr std::size_t kMostManifests = 10'000;
constexpr std::size_t kMostLayers = 1'000;

Platform read_platform(const Value& from) {
  const Value* map = from.find("platform");
  if (map == nullptr) return {};
  return {std::string(map->text("os")), std::string(map->text("architecture")),
          std::string(map->text("variant"))};
}

Result<Descriptor> read_descriptor(const Value& from, std::string_view what) {
  if (!from.is_map()) return fail(ErrorCode::malformed, std::string(what) + " is no descriptor");
  Descriptor out;
  out.media_type = from.text("mediaType");
  out.digest = from.text("digest");
  out.size = number_of(from, "size");
  out.platform = read_platform(from);
  if (const Value* notes = from.find("annotations")) {
    out.name = notes->text("org.opencontainers.image.ref.name");
    out.image_name = notes->text("io.containerd.image.name");
    out.attestation = notes->find("vnd.docker.reference.type") != nullptr;
    out.attests = notes->text("vnd.docker.reference.digest");
    out.predicate = notes->text("in-toto.io/predicate-type");
  }
  if (!is_digest(out.digest)) {
    return fail(ErrorCode::malformed, std::string(what) + " has no digest of a known kind: '" +
                                          out.digest.substr(0, 140) + "'");
  }
  return out;
}

Result<std::vector<Descriptor>> read_list(const Value& root, std::string_view key,
                                          std::size_t most) {
  std::vector<Descriptor> out;
  const Value* list = root.find(key);
  if (list == nullptr || list->is_null()) return out;
  if (!list->is_list()) return fail(ErrorCode::malformed, std::string(key) + " is no list");
  if (list->size() > most)
    return fail(ErrorCode::limit, std::to_string(list->size()) + " " + std::string(key));
  for (const Value& one : list->items())
    out.push_back(
        TRY(read_descriptor(one, std::string(key) + "[" + std::to_string(out.size()) + "]")));
  return out;
}

DocumentType type_of(const Value& root) {
  const std::string_view type = root.text("mediaType");
  if (type.contains("image.index") || type.contains("manifest.list")) return DocumentType::index;
  if (type.contains("image.manifest") || type.contains("distribution.manifest.v2"))
    return DocumentType::manifest;
  if (!type.empty()) return DocumentType::other;
  if (root.find("manifests") != nullptr) return DocumentType::index;
  return root.find("config") != nullptr ? DocumentType::manifest : DocumentType::other;
}

bool is_image_config(std::string_view media_type) {
  return media_type.contains("image.config") || media_type.contains("container.image.v1") ||
         media_type.empty();
}

Result<void> read_root(const Value& root, ManifestOrIndex& out) {
  if (!root.is_map()) return fail(ErrorCode::malformed, "it is no JSON object");
  if (number_of(root, "schemaVersion") == 1) {
    return fail(ErrorCode::unsupported,
                "a manifest of Docker's schema 1, which Docker itself no longer reads");
  }
  out.type = type_of(root);
  if (out.type == DocumentType::index) {
    out.index.manifests = TRY(read_list(root, "manifests", kMostManifests));
    return {};
  }
  if (out.type == DocumentType::other) {
    return fail(ErrorCode::unsupported, "neither an image's manifest nor an index, but '" +
                                            std::string(root.text("mediaType").substr(0, 200)) +
                                            "'");
  }
  const Value* config = root.find("config");
  if (config == nullptr) return fail(ErrorCode::malformed, "the manifest has no config");
  out.manifest.config = TRY(read_descriptor(*config, "config"));
  if (!is_image_config(out.manifest.config.media_type)) {
    return fail(ErrorCode::unsupported, "an artifact of type '" +
                                            out.manifest.config.media_type.substr(0, 200) +
                                            "', not an image");
  }
  out.manifest.layers = TRY(read_list(root, "layers", kMostLayers));
  if (const Value* notes = root.find("annotations")) {
    out.manifest.base.reference = notes->text(kBaseName);
    const std::string digest(notes->text(kBaseDigest));
    if (is_digest(digest)) out.manifest.base.digest = digest;
  }
  return {};
}

}  // namespace

LayerType layer_type(std::string_view media_type) {
  if (media_type.contains("+encrypted")) return LayerType::encrypted;
  if (media_type.contains("nondistributable") || media_type.contains("foreign"))
    return LayerType::foreign;
  const bool is_layer = media_type.starts_with("application/vnd.oci.image.layer.v1.tar") ||
                        media_type.starts_with("application/vnd.docker.image.rootfs.diff.tar") ||
                        media_type.starts_with("application/vnd.docker.container.image.rootfs");
  return is_layer || media_type.empty() ? LayerType::tar : LayerType::unknown;
}

Result<ManifestOrIndex> parse_manifest(std::string_view text) {
  ManifestOrIndex out;
  TRY_VOID(with_document(text, [&out](const Value& root) { return read_root(root, out); }));
  return out;
}

Result<std::vector<Descriptor>> parse_attestation(std::string_view text) {
  std::vector<Descriptor> out;
  const Result<void> read = with_document(text, [&out](const Value& root) -> Result<void> {
    if (!root.is_map()) return fail(ErrorCode::malformed, "it is no JSON object");
    out = TRY(read_list(root, "layers", kMostLayers));
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return out;
}

}  // namespace bulwark::sources::container
