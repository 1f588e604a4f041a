// SPDX-License-Identifier: Apache-2.0
// requirements.txt: what pip is told to install.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// Those with an exact version ("name==1.2.3"). The others are one problem that names them: which
/// versions they become is not said.
Result<model::PackageList> read_python_requirements(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
