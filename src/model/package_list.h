// SPDX-License-Identifier: Apache-2.0
// PackageList: which packages one file lists, and the form of those who read such files.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/package.h"
#include "model/problem.h"

namespace bulwark::model {

struct PackageList {
  std::vector<Package> packages;
  /// Records that could not be read, each with its file and the reason; the others are not lost.
  std::vector<Problem> problems;
  /// What os-release says; nothing from any other file.
  std::optional<Distribution> distribution;
};

/// One format of file that lists packages.
struct PackageReader {
  std::string_view name;  ///< "dpkg", "npm lock file"
  /// A file larger than this is not to be read: say so by too_large().
  std::size_t most_bytes;
  /// `path` is the file's, from the root, without a slash in front; it becomes Package::path.
  /// Error: nothing of the file could be read.
  Result<PackageList> (*read)(std::string_view path, std::string_view bytes);
};

/// That `file` is larger than its reader takes: what it lists is unknown.
Problem too_large(std::string_view file, const PackageReader& reader);

/// That something of `file` could not be read.
Problem unread(std::string_view file, Error why);

}  // namespace bulwark::model
