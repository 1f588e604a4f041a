// SPDX-License-Identifier: Apache-2.0
// os-release: which distribution a root is of (os-release(5)).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::os {

/// A list without packages, with the distribution. What the file does not say is empty; a line that
/// is no assignment is left out.
Result<model::PackageList> read_os_release(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::os
