// SPDX-License-Identifier: Apache-2.0
// List: the vulnerabilities that the program ships, as files of knowledge/cves/ have them.
#pragma once

#include <string_view>

#include "base/result.h"
#include "knowledge/cve.h"

namespace bulwark::knowledge {

/// Adds what one file has to `out`; read strictly, since it is our own. CveSet::as_of becomes the
/// latest day of the files.
Result<void> read_cve_list(std::string_view yaml, CveSet& out);

}  // namespace bulwark::knowledge
