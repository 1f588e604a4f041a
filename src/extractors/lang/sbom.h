// SPDX-License-Identifier: Apache-2.0
// Bills of materials as input: CycloneDX (JSON, 1.2 and later) and SPDX 2 (JSON), whoever wrote
// them.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"
#include "model/sbom.h"

namespace bulwark::extractors::lang {

struct SbomFile {
  model::Sbom sbom;
  /// Components that cannot be matched with anything, since they have no package URL.
  std::vector<model::Problem> problems;
};

/// Packages are told by their package URLs. The distribution is the component (or package) that is
/// an operating system or, without one, what the URLs of its packages name ("distro"). Error: the
/// text is no bill of one of these forms (`unsupported` when it is one of another version).
Result<SbomFile> read_sbom(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
