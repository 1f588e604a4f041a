// SPDX-License-Identifier: Apache-2.0
// Sbom: what a software bill of materials says: of what it is, and each package with the layer and
// file that it comes from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/package.h"

namespace bulwark::model {

/// Which layer of an image a package's file is of.
struct SbomLayer {
  std::string digest = {};  ///< "sha256:..."
  std::uint32_t index = 0;  ///< from 0, the base first
  auto operator<=>(const SbomLayer&) const = default;
};

struct SbomPackage {
  Package package = {};
  std::optional<SbomLayer> layer = {};
  auto operator<=>(const SbomPackage&) const = default;
};

/// What the bill is of: an image, a folder.
struct SbomSubject {
  std::string name = {};    ///< "docker.io/library/nginx:1.27", or a folder
  std::string digest = {};  ///< "sha256:..." of an image's manifest; empty for others
  bool is_image = false;
  Distribution distribution = {};
  bool operator==(const SbomSubject&) const = default;
};

struct Sbom {
  SbomSubject subject = {};
  std::vector<SbomPackage> packages = {};  ///< in any order: outputs sort them
  /// What could not be read: a bill that hides its gaps would be a lie.
  std::vector<std::string> gaps = {};
};

}  // namespace bulwark::model
