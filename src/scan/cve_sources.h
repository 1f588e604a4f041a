// SPDX-License-Identifier: Apache-2.0
// Sources of known vulnerabilities: what the program ships, files, folders, addresses, standard
// input.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "knowledge/cve.h"

namespace bulwark::scan {

/// knowledge/cves/, sorted.
knowledge::CveSet shipped_cves();

/// All of `sources` in one set, sorted: files with a feed or OSV, folders with such files (*.json),
/// http and https addresses, "-" for standard input. Redirects are followed, at most five, and
/// never from https to http. An error where a source as a whole cannot be read; within a folder, a
/// file that cannot be is a problem of the set.
Result<knowledge::CveSet> load_cves(const std::vector<std::string>& sources,
                                    const std::stop_token& stop);

}  // namespace bulwark::scan
