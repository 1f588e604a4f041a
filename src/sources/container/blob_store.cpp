// SPDX-License-Identifier: Apache-2.0
#include "sources/container/blob_store.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "sources/container/digest.h"
#include "sources/container/image_document.h"
#include "sources/container/provenance.h"
#include "sources/container/tar_layer.h"

namespace bulwark::sources::container {
namespace {

constexpr unsigned kMostNested = 4;

class BlobImage final : public ImageSource {
 public:
  BlobImage(std::unique_ptr<BlobStore> store, Image image)
      : store_(std::move(store)), image_(std::move(image)) {}

  const Image& image() const override { return image_; }
  Result<LayerFacts> read_layer(std::size_t index, formats::TarTaker& taker,
                                const LayerOptions& options) override {
    return read_tar_layer(*store_, image_.layers.at(index), taker, options);
  }
  Result<std::vector<BaseName>> images_of_build(const std::stop_token& stop) override {
    std::vector<BaseName> out;
    for (const Descriptor& attestation : image_.attestations) {
      const std::string text = TRY(read_document(*store_, attestation, BlobKind::manifest, stop));
      const std::vector<Descriptor> layers = TRY(parse_attestation(text));
      for (const Descriptor& layer : layers) {
        if (!is_provenance(layer.predicate)) continue;
        const std::string statement = TRY(read_document(*store_, layer, BlobKind::blob, stop));
        auto images = TRY(sources::container::images_of_build(statement));
        std::ranges::move(images, std::back_inserter(out));
      }
    }
    return out;
  }

 private:
  std::unique_ptr<BlobStore> store_;
  Image image_;
};

// Attestations are listed as images for an unknown platform.
bool is_image(const Descriptor& one) {
  return !one.attestation && one.platform.os != "unknown" && one.platform.architecture != "unknown";
}

std::string platforms_of(const Index& index) {
  std::set<std::string> names;
  for (const Descriptor& one : index.manifests)
    if (is_image(one)) names.insert(one.platform.os.empty() ? "any" : one.platform.text());
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out.empty() ? "none" : out;
}

Result<void> check_layers(const Image& image) {
  if (image.config.diff_ids.size() == image.layers.size()) return {};
  return fail(ErrorCode::malformed, fmt::format("the manifest has {} layers and the config {}",
                                                image.layers.size(), image.config.diff_ids.size()));
}

Result<Image> read_manifest(BlobStore& store, const Manifest& manifest,
                            const std::stop_token& stop) {
  Image out;
  const std::string text = TRY(read_document(store, manifest.config, BlobKind::blob, stop));
  out.config = TRY(parse_image_config(text));
  out.has_config = true;
  out.base = manifest.base;
  const std::vector<int> steps = out.config.steps_of_layers(manifest.layers.size());
  for (std::size_t i = 0; i < manifest.layers.size(); ++i)
    out.layers.push_back({manifest.layers[i], {}, steps[i]});
  TRY_VOID(check_layers(out));
  for (std::size_t i = 0; i < out.layers.size(); ++i)
    out.layers[i].diff_id = out.config.diff_ids[i];
  return out;
}

std::vector<Descriptor> attestations_of(const Index& index, const std::string& digest) {
  std::vector<Descriptor> out;
  std::ranges::copy_if(index.manifests, std::back_inserter(out), [&](const Descriptor& one) {
    return one.attestation && one.attests == digest;
  });
  return out;
}

}  // namespace

// Most stores know nothing of the kind.
Result<std::vector<BaseName>> ImageSource::images_of_build(const std::stop_token& /*stop*/) {
  return std::vector<BaseName>();
}

Result<Descriptor> choose_manifest(const Index& index, const Platform& platform) {
  const Descriptor* best = nullptr;
  int best_fit = 0;
  for (const Descriptor& one : index.manifests) {
    if (!is_image(one)) continue;
    // One without a platform may be an index again, or an image that does not say.
    const int fit = one.platform.os.empty() ? 1 : platform_fit(platform, one.platform);
    if (fit > best_fit) {
      best = &one;
      best_fit = fit;
    }
  }
  if (best != nullptr) return *best;
  return fail(ErrorCode::not_found,
              fmt::format("no image for {}; there are: {}", platform.text(), platforms_of(index)));
}

Result<std::string> read_document(BlobStore& store, const Descriptor& blob, BlobKind kind,
                                  const std::stop_token& stop) {
  std::string out;
  DigestCheck check(blob.digest, blob.size);
  const formats::BlockTaker take = [&](std::string_view block) -> Result<void> {
    if (block.size() > kMostDocument - out.size())
      return fail(ErrorCode::limit, fmt::format("it holds more than {} bytes", kMostDocument));
    out += block;
    return check.add(block);
  };
  Result<void> done = kind == BlobKind::manifest ? store.read_manifest(blob, take, stop)
                                                 : store.read(blob, take, stop);
  if (done) done = check.finish();
  if (done) return out;
  if (done.error().where.empty()) done.error().where = blob.digest;
  return std::unexpected(std::move(done).error());
}

Result<Image> resolve_image(BlobStore& store, const Descriptor& root, const Platform& platform,
                            const std::stop_token& stop) {
  Descriptor next = root;
  std::vector<Descriptor> attestations;
  std::set<std::string> seen;
  for (unsigned depth = 0; depth < kMostNested; ++depth) {
    if (!seen.insert(next.digest).second)
      return fail(ErrorCode::malformed, "an index that leads back to itself", next.digest);
    const std::string text = TRY(read_document(store, next, BlobKind::manifest, stop));
    Result<ManifestOrIndex> parsed = parse_manifest(text);
    if (!parsed) {
      parsed.error().where = next.digest;
      return std::unexpected(std::move(parsed).error());
    }
    if (parsed->type == DocumentType::manifest) {
      Image image = TRY(read_manifest(store, parsed->manifest, stop));
      image.digest = next.digest;
      image.attestations = std::move(attestations);
      return image;
    }
    next = TRY(choose_manifest(parsed->index, platform));
    attestations = attestations_of(parsed->index, next.digest);
  }
  return fail(ErrorCode::limit, fmt::format("more than {} indexes in each other", kMostNested),
              root.digest);
}

std::unique_ptr<ImageSource> image_of_blobs(std::unique_ptr<BlobStore> store, Image image) {
  return std::make_unique<BlobImage>(std::move(store), std::move(image));
}

}  // namespace bulwark::sources::container
