// SPDX-License-Identifier: Apache-2.0
// Image packages: what is in an image, by the files of it that list packages and the programs that
// name what they were built of.
#pragma once

#include <vector>

#include "base/result.h"
#include "model/problem.h"
#include "model/sbom.h"
#include "sources/container/image.h"
#include "sources/container/picture.h"
#include "sources/container/read_image.h"

namespace bulwark::scan {

struct ImageContents {
  sources::container::Image image;
  model::Sbom bill;                      ///< packages sorted, each once
  std::vector<model::Problem> problems;  ///< what could not be read: it may hold packages
  sources::container::PictureCounts counts;
};

/// Reads all layers once. Packages of files that a higher layer removes or replaces are not there.
/// Error: `cancelled` alone; what cannot be read is among the problems.
Result<ImageContents> read_image_packages(sources::container::ImageSource& source,
                                          const sources::container::ReadOptions& options);

}  // namespace bulwark::scan
