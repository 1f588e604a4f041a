// SPDX-License-Identifier: Apache-2.0
// The header of one package as an rpm database holds it (rpm's header format, version 4, without
// the magic of a package file).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::os {

/// What the header says of its package: name, [epoch:]version-release, architecture, source,
/// licence and module. Error: the header is broken, or has no name, version or release.
Result<model::Package> read_rpm_header(std::string_view blob);

/// The same, added to `list` with `path`; an error becomes a problem of the list, about `record`.
void add_rpm_package(std::string_view path, std::string_view record, std::string_view blob,
                     model::PackageList& list);

}  // namespace bulwark::extractors::os
