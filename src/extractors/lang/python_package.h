// SPDX-License-Identifier: Apache-2.0
// What an installed Python package says of itself (core metadata: *.dist-info/METADATA,
// *.egg-info/PKG-INFO).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

Result<model::PackageList> read_python_package(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
