// SPDX-License-Identifier: Apache-2.0
// Known files: where kubeadm, RKE2 and k3s keep what a cluster's security rests on.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace bulwark::sources::node {

struct KnownFile {
  enum class Which : std::uint8_t {
    itself,   ///< the file or folder of that path
    entries,  ///< what is in that folder
    below,    ///< the folder, and all below it
  };
  std::string_view role, path;
  Which which = Which::itself;
};

std::span<const KnownFile> known_files();

/// The second role of a file of the role "pki": "pki-key" for a name that ends in ".key"; empty:
/// none.
std::string_view pki_role(std::string_view name);

/// Folders of static pods.
std::span<const std::string_view> manifest_folders();

}  // namespace bulwark::sources::node
