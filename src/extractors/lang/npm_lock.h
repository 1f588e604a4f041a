// SPDX-License-Identifier: Apache-2.0
// package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// Without the project itself and its workspaces.
Result<model::PackageList> read_npm_lock(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
