// SPDX-License-Identifier: Apache-2.0
#include "sources/container/open_image.h"

#include <array>
#include <utility>

#include "io/file_tree.h"
#include "sources/container/containerd_store.h"
#include "sources/container/containers_storage.h"
#include "sources/container/docker_archive.h"
#include "sources/container/folder_layer.h"
#include "sources/container/oci_layout.h"
#include "sources/container/registry.h"

namespace bulwark::sources::container {
namespace {

constexpr std::array<std::pair<std::string_view, Transport>, 8> kTransports{{
    {"docker-archive:", Transport::docker_archive},
    {"oci-archive:", Transport::oci},
    {"oci:", Transport::oci},
    {"dir:", Transport::folder},
    {"registry:", Transport::registry},
    {"docker://", Transport::registry},
    {"containerd:", Transport::containerd},
    {"containers-storage:", Transport::containers_storage},
}};

struct PathAndName {
  std::string path;
  std::string name;
};

bool is_there(const std::string& path) {
  const auto facts = io::look_at(path);
  return facts.has_value() || facts.error().code != ErrorCode::not_found;
}

// The longest beginning that there is; what follows its colon is a name within it.
PathAndName take_apart(const std::string& text) {
  if (is_there(text)) return {text, {}};
  for (std::size_t colon = text.rfind(':'); colon != std::string::npos && colon > 0;
       colon = text.rfind(':', colon - 1)) {
    const std::string path = text.substr(0, colon);
    if (is_there(path)) return {path, text.substr(colon + 1)};
  }
  return {text, {}};
}

Platform platform_of(const OpenOptions& options) {
  return options.platform ? *options.platform : host_platform();
}

bool is_root(const std::string& path) {
  for (const char* name : {"etc", "usr", "bin"}) {
    const auto facts = io::look_at(io::join(path, name));
    if (facts && facts->kind == io::PathKind::folder) return true;
  }
  return false;
}

Result<std::unique_ptr<ImageSource>> open_path(const std::string& text, Transport transport,
                                               const OpenOptions& options) {
  const PathAndName parts = take_apart(text);
  std::unique_ptr<Members> members = TRY(open_members(parts.path, options.stop));
  const bool any = transport == Transport::path;
  if (transport == Transport::docker_archive || (any && is_docker_archive(*members)))
    return open_docker_archive(std::move(members), parts.name, options.stop);
  if (transport == Transport::oci || is_oci_layout(*members))
    return open_oci_layout(std::move(members), parts.name, platform_of(options), options.stop);
  if (parts.name.empty() && is_root(parts.path)) return open_root_folder(parts.path);
  return fail(ErrorCode::malformed,
              "it is neither an OCI layout nor what docker save writes; a root file system is "
              "named by dir:" +
                  parts.path,
              parts.path);
}

Result<std::unique_ptr<ImageSource>> open_target(const Target& target, const OpenOptions& options) {
  switch (target.transport) {
    case Transport::folder: return open_root_folder(target.rest);
    case Transport::registry:
      return open_registry_image(target.rest, platform_of(options), options.registry, options.stop);
    case Transport::containerd:
      return open_containerd_image(options.containerd_root, target.rest, platform_of(options),
                                   options.stop);
    case Transport::containers_storage:
      return open_containers_storage(options.storage_root, target.rest, options.stop);
    default: return open_path(target.rest, target.transport, options);
  }
}

/// Tells the image by the name that it was asked for.
class NamedImage final : public ImageSource {
 public:
  NamedImage(std::unique_ptr<ImageSource> source, std::string_view name)
      : source_(std::move(source)), image_(source_->image()) {
    image_.name = name;
  }
  const Image& image() const override { return image_; }
  Result<LayerFacts> read_layer(std::size_t index, formats::TarTaker& taker,
                                const LayerOptions& options) override {
    return source_->read_layer(index, taker, options);
  }
  Result<std::vector<BaseName>> images_of_build(const std::stop_token& stop) override {
    return source_->images_of_build(stop);
  }

 private:
  std::unique_ptr<ImageSource> source_;
  Image image_;
};

}  // namespace

Target parse_target(std::string_view text) {
  for (const auto& [prefix, transport] : kTransports) {
    if (text.starts_with(prefix)) return {transport, std::string(text.substr(prefix.size()))};
  }
  const std::string rest(text);
  const bool like_path = text.starts_with('/') || text.starts_with("./") ||
                         text.starts_with("../") || text == "." || text.contains(".tar");
  return {like_path || is_there(take_apart(rest).path) ? Transport::path : Transport::registry,
          rest};
}

Result<std::unique_ptr<ImageSource>> open_image(std::string_view text, const OpenOptions& options) {
  const Target target = parse_target(text);
  if (target.rest.empty())
    return fail(ErrorCode::malformed, "no image is named", std::string(text));
  Result<std::unique_ptr<ImageSource>> source = open_target(target, options);
  if (source) return std::make_unique<NamedImage>(*std::move(source), text);
  if (source.error().where.empty()) source.error().where = target.rest;
  return source;
}

}  // namespace bulwark::sources::container
