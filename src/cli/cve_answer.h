// SPDX-License-Identifier: Apache-2.0
// What `bulwark cve` prints.
#pragma once

#include <string>

#include "knowledge/cve.h"
#include "scan/cve.h"

namespace bulwark::cli {

/// What feeds and OSV hold: a table; one JSON object; a list of OSV objects.
std::string cve_feed_table(const knowledge::CveSet& set);
std::string cve_feed_json(const knowledge::CveSet& set);
std::string cve_feed_osv(const knowledge::CveSet& set);

/// What runs and has known vulnerabilities. `today`: the age of the set is told by it.
std::string cve_check_table(const scan::CveCheck& check, const std::string& today);
std::string cve_check_json(const scan::CveCheck& check);

/// "high 8.1", "unknown".
std::string severity_text(const knowledge::Cve& cve);

}  // namespace bulwark::cli
