// SPDX-License-Identifier: Apache-2.0
// Images that containerd has pulled: names in its database, blobs in files of its content store.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "formats/bolt.h"
#include "sources/container/image.h"

namespace bulwark::sources::container {

/// An image as the database knows it.
struct ContainerdImage {
  std::string name_space;  ///< "k8s.io" for those of Kubernetes
  std::string name;        ///< "docker.io/library/nginx:1.25", "sha256:..."
  Descriptor target;
  bool operator==(const ContainerdImage&) const = default;
};

/// All of all namespaces, sorted.
Result<std::vector<ContainerdImage>> list_containerd_images(const formats::BoltReader& database);

/// `root`: containerd's folder, usually /var/lib/containerd. `name`: a reference or a digest; where
/// several namespaces have it, Kubernetes' own comes first. Nothing is written or locked. A layer
/// whose packed bytes containerd has thrown away is a gap (its option discard_unpacked_layers).
Result<std::unique_ptr<ImageSource>> open_containerd_image(const std::string& root,
                                                           std::string_view name,
                                                           const Platform& platform,
                                                           const std::stop_token& stop);

}  // namespace bulwark::sources::container
