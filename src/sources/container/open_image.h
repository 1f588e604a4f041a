// SPDX-License-Identifier: Apache-2.0
// What a user calls an image, and the source that it is read from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sources/container/image.h"
#include "sources/container/registry_options.h"

namespace bulwark::sources::container {

/// Where an image is looked for.
enum class Transport : std::uint8_t {
  oci,                 ///< oci:PATH[:TAG], a folder or a tar
  docker_archive,      ///< docker-archive:PATH[:NAME], likewise
  folder,              ///< dir:PATH, a root file system
  registry,            ///< registry:REF, docker://REF, or a plain reference
  containerd,          ///< containerd:REF
  containers_storage,  ///< containers-storage:REF
  path,                ///< a plain path to one of the first two, or to a root file system
};

struct Target {
  Transport transport = Transport::registry;
  std::string rest;  ///< behind the transport's name
  bool operator==(const Target&) const = default;
};

/// A plain text is a path where there is such a file or folder, or where it looks like nothing else
/// ("./x", "/x"); else a reference.
Target parse_target(std::string_view text);

struct OpenOptions {
  /// Without it: this machine's.
  std::optional<Platform> platform = {};
  RegistryOptions registry = {};
  std::string containerd_root = "/var/lib/containerd";
  std::string storage_root = "/var/lib/containers/storage";  ///< of containers-storage
  std::stop_token stop = {};
};

/// `text` is what stands behind "image:". Manifest and config are read here, layers are not.
/// Error::where is the path, URL or digest that it is about.
Result<std::unique_ptr<ImageSource>> open_image(std::string_view text, const OpenOptions& options);

}  // namespace bulwark::sources::container
