// SPDX-License-Identifier: Apache-2.0
// Image packages: what is in an image, by the files of it that list packages and the programs that
// name what they were built of; what of its files gives rights or serves an intruder; and, where it
// is asked for, the secrets in its files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "extractors/secret/scanner.h"
#include "model/problem.h"
#include "model/sbom.h"
#include "sources/container/image.h"
#include "sources/container/picture.h"
#include "sources/container/read_image.h"

namespace bulwark::scan {

/// A file with secrets.
struct ImageSecrets {
  extractors::secret::FileSecrets found;
  std::uint32_t layer = 0;  ///< from 0, the base first
  bool removed = false;     ///< by a layer above: the image holds it nevertheless
};

/// Paths from the root, without a slash in front, sorted.
struct ImageTools {
  std::vector<std::string> setuid;  ///< files that run as their owner or their group
  std::vector<std::string> shells, package_managers;
};

struct ImageContents {
  sources::container::Image image;
  model::Sbom bill;                      ///< packages sorted, each once
  std::vector<model::Problem> problems;  ///< what could not be read: it may hold packages
  sources::container::PictureCounts counts;
  std::optional<ImageTools> tools;    ///< not set where a layer could not be read
  std::vector<ImageSecrets> secrets;  ///< by layer and path
};

/// Reads all layers once. Packages of files that a higher layer removes or replaces are not there.
/// The layer of a package is the lowest in which that file, or one in its place, lists it.
/// `secrets`: what looks for secrets in its files, those of the distribution's and of languages'
/// packages left out; null: nobody does. Error: `cancelled` alone; what cannot be read is among the
/// problems.
Result<ImageContents> read_image_packages(
    sources::container::ImageSource& source, const sources::container::ReadOptions& options,
    const extractors::secret::SecretDetector* secrets = nullptr);

}  // namespace bulwark::scan
