// SPDX-License-Identifier: Apache-2.0
// Ids of vulnerabilities.
#pragma once

#include <string_view>

namespace bulwark::knowledge {

/// "CVE-2021-44228", and nothing like "CVE-2021-44228 and others".
bool is_cve(std::string_view id);

}  // namespace bulwark::knowledge
