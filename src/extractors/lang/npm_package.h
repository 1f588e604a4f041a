// SPDX-License-Identifier: Apache-2.0
// The package.json of an installed npm package.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// One package; none when it says neither name nor version (a folder that only sets the form of
/// its modules).
Result<model::PackageList> read_npm_package(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
