// SPDX-License-Identifier: Apache-2.0
// rpm's database as a hash file of Berkeley DB ("Packages": RHEL and CentOS up to 8).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::os {

/// A page or value that is broken is a problem of the list.
Result<model::PackageList> read_rpm_berkeley(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::os
