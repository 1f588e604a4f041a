// SPDX-License-Identifier: Apache-2.0
// .NET: the dependencies of a published program (*.deps.json), and packages.lock.json.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// The packages, and the shared frameworks that are packed into the program ("runtimepack"); not
/// the program's own projects.
Result<model::PackageList> read_nuget_deps(std::string_view path, std::string_view bytes);

/// Of all target frameworks; not the project's own parts.
Result<model::PackageList> read_nuget_lock(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
