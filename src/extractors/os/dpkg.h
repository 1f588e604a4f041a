// SPDX-License-Identifier: Apache-2.0
// dpkg: the list of Debian's and Ubuntu's packages (dpkg's "status" file, deb822).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::os {

/// The packages of a status file, or of one file of status.d (which says no Status), whose files
/// are on disk: not those of which only configuration is left. A paragraph without a name or
/// version is a problem of the list.
Result<model::PackageList> read_dpkg(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::os
