// SPDX-License-Identifier: Apache-2.0
// One package against all that its ecosystem's advisories say about it.
#pragma once

#include <string>
#include <vector>

#include "analyzers/vulnerabilities/range.h"
#include "knowledge/database.h"
#include "model/package.h"
#include "model/vulnerability.h"

namespace bulwark::analyzers::vulnerabilities {

struct PackageAnswer {
  std::vector<model::Vulnerability> rows;  ///< `package` is 0
  std::size_t not_affected = 0;
};

/// `ecosystem` is canonical. The database's state() says whether the answer counts.
PackageAnswer match_package(const knowledge::Database& database, const std::string& ecosystem,
                            const model::Package& package);

}  // namespace bulwark::analyzers::vulnerabilities
