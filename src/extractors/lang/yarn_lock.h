// SPDX-License-Identifier: Apache-2.0
// yarn.lock: version 1 (Yarn classic, a format of its own) and later ones (Yarn berry, YAML).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// Without workspaces. The file does not say what is for development only.
Result<model::PackageList> read_yarn_lock(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
