// SPDX-License-Identifier: Apache-2.0
// PHP: composer.lock, and what Composer installed (vendor/composer/installed.json).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

Result<model::PackageList> read_composer_lock(std::string_view path, std::string_view bytes);

/// Of Composer 1 (a list) and 2 (with the names of what is for development).
Result<model::PackageList> read_composer_installed(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
