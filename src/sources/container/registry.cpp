// SPDX-License-Identifier: Apache-2.0
#include "sources/container/registry.h"

#include <utility>

#include "sources/container/blob_store.h"
#include "sources/container/digest.h"
#include "sources/container/image_document.h"
#include "sources/container/reference.h"
#include "sources/container/registry_endpoints.h"

namespace bulwark::sources::container {
namespace {

const std::vector<std::string>& manifest_types() {
  static const std::vector<std::string> types{
      "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
      "application/vnd.docker.distribution.manifest.list.v2+json",
      "application/vnd.docker.distribution.manifest.v2+json"};
  return types;
}

class RegistryStore final : public BlobStore {
 public:
  explicit RegistryStore(std::unique_ptr<RegistryEndpoints> endpoints)
      : endpoints_(std::move(endpoints)) {}

  Result<void> read(const Descriptor& blob, const formats::BlockTaker& take,
                    const std::stop_token& stop) override {
    return fetch("blobs/" + blob.digest, {}, take, stop);
  }
  Result<void> read_manifest(const Descriptor& blob, const formats::BlockTaker& take,
                             const std::stop_token& stop) override {
    return fetch("manifests/" + blob.digest, manifest_types(), take, stop);
  }
  Result<std::string> read_tag(const std::string& tag, const std::stop_token& stop) {
    std::string out;
    TRY_VOID(fetch(
        "manifests/" + tag, manifest_types(),
        [&out](std::string_view block) -> Result<void> {
          if (block.size() > kMostDocument - out.size())
            return fail(ErrorCode::limit, "the manifest is too large");
          out += block;
          return {};
        },
        stop));
    return out;
  }

 private:
  Result<void> fetch(const std::string& path, const std::vector<std::string>& accept,
                     const formats::BlockTaker& take, const std::stop_token& stop) {
    TRY_VOID(endpoints_->fetch(path, accept, take, stop));
    return {};
  }

  std::unique_ptr<RegistryEndpoints> endpoints_;
};

}  // namespace

Result<std::unique_ptr<ImageSource>> open_registry_image(std::string_view text,
                                                         const Platform& platform,
                                                         const RegistryOptions& options,
                                                         const std::stop_token& stop) {
  const Reference reference = TRY(parse_reference(text));
  auto store = std::make_unique<RegistryStore>(
      TRY(RegistryEndpoints::open(reference, options, stop)));
  Descriptor root;
  root.digest = reference.digest;
  if (root.digest.empty()) {
    // From here on the image is what the tag meant at this moment.
    const std::string manifest = TRY(store->read_tag(reference.tag, stop));
    root.digest = sha256_of(manifest);
  }
  Image image = TRY(resolve_image(*store, root, platform, stop));
  return image_of_blobs(std::move(store), std::move(image));
}

}  // namespace bulwark::sources::container
