// SPDX-License-Identifier: Apache-2.0
#include "sources/container/registry.h"

#include <utility>

#include "sources/container/blob_store.h"
#include "sources/container/digest.h"
#include "sources/container/image_document.h"
#include "sources/container/reference.h"
#include "sources/container/registry_endpoint.h"

namespace bulwark::sources::container {
namespace {

const std::vector<std::string>& manifest_types() {
  static const std::vector<std::string> types{
      "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
      "application/vnd.docker.distribution.manifest.list.v2+json",
      "application/vnd.docker.distribution.manifest.v2+json"};
  return types;
}

/// Each of its endpoints is asked until one gives something.
class RegistryStore final : public BlobStore {
 public:
  explicit RegistryStore(RegistryOptions options) : options_(std::move(options)) {}

  const RegistryOptions& options() const { return options_; }
  void add(std::unique_ptr<RegistryEndpoint> endpoint) {
    endpoints_.push_back(std::move(endpoint));
  }

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
    bool any = false;
    const formats::BlockTaker note = [&](std::string_view block) {
      any = true;
      return take(block);
    };
    Result<void> done = fail(ErrorCode::internal, "no registry");
    for (const auto& endpoint : endpoints_) {
      done = endpoint->fetch(path, accept, note, stop);
      // What has begun elsewhere cannot begin again here.
      if (done || any || done.error().code == ErrorCode::cancelled) return done;
    }
    return done;
  }

  RegistryOptions options_;
  std::vector<std::unique_ptr<RegistryEndpoint>> endpoints_;
};

// "mirror.example:5000/team"
EndpointAddress mirror_address(const std::string& mirror, const std::string& repository) {
  const std::size_t slash = mirror.find('/');
  const std::string host = mirror.substr(0, slash);
  if (slash == std::string::npos) return {host, host, repository};
  return {host, host, mirror.substr(slash + 1) + "/" + repository};
}

Result<std::unique_ptr<RegistryStore>> open_store(const Reference& reference,
                                                  const RegistryOptions& options,
                                                  const std::stop_token& stop) {
  auto out = std::make_unique<RegistryStore>(options);
  const auto mirrors = options.mirrors.find(reference.registry);
  if (mirrors != options.mirrors.end()) {
    for (const std::string& mirror : mirrors->second)
      out->add(TRY(RegistryEndpoint::open(mirror_address(mirror, reference.repository),
                                          out->options(), stop)));
  }
  const std::string host = reference.registry == "docker.io" ? "registry-1.docker.io"
                                                             : reference.registry;
  out->add(TRY(RegistryEndpoint::open({reference.registry, host, reference.repository},
                                      out->options(), stop)));
  return out;
}

}  // namespace

Result<std::unique_ptr<ImageSource>> open_registry_image(std::string_view text,
                                                         const Platform& platform,
                                                         const RegistryOptions& options,
                                                         const std::stop_token& stop) {
  const Reference reference = TRY(parse_reference(text));
  std::unique_ptr<RegistryStore> store = TRY(open_store(reference, options, stop));
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
