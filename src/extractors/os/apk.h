// SPDX-License-Identifier: Apache-2.0
// apk: the list of Alpine's and Wolfi's packages (apk-tools' "installed" database, version 2).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::os {

/// A record without a name or version is a problem of the list.
Result<model::PackageList> read_apk(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::os
