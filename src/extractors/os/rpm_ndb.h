// SPDX-License-Identifier: Apache-2.0
// rpm's own database format "ndb" (Packages.db: SUSE).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::os {

/// A slot that points outside of the file, or to what is no package, is a problem of the list.
Result<model::PackageList> read_rpm_ndb(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::os
