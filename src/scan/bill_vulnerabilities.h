// SPDX-License-Identifier: Apache-2.0
// Bill vulnerabilities: what the advisory database and VEX documents say of the packages of one
// bill of materials.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/vulnerabilities/match.h"
#include "base/result.h"
#include "knowledge/database.h"
#include "model/sbom.h"
#include "model/vulnerability.h"

namespace bulwark::scan {

/// Why a bill without packages says nothing about vulnerabilities.
inline constexpr std::string_view
    kNoPackages = "no file lists any, and no program tells what it was built of";

struct VulnerableBill {
  std::vector<model::Package> packages;  ///< those of the bill, in its order
  analyzers::vulnerabilities::MatchResult match;
  /// For each package with rows that count, by its index: what mends most of them.
  std::map<std::size_t, analyzers::vulnerabilities::Upgrade> upgrades;
  std::vector<std::string> vex_doubts;  ///< what of VEX documents is not understood
  /// What is not known: gaps of the bill, of the matching and of VEX documents.
  std::vector<std::string> doubts;
};

struct BillOptions {
  std::vector<std::string> vex_files;  ///< OpenVEX or CycloneDX, JSON
};

/// Errors: a VEX document cannot be read, or the database is altered.
Result<VulnerableBill> match_bill(const model::Sbom& bill, const knowledge::Database& database,
                                  const BillOptions& options);

/// The same with a matcher that remembers the packages of other bills.
Result<VulnerableBill> match_bill(const model::Sbom& bill,
                                  analyzers::vulnerabilities::Matcher& matcher,
                                  const BillOptions& options);

/// What to say of a database that is more than `max_age` days old on `today` ("2026-11-30"), or of
/// unknown age: that is no reason to fail, but must not pass for nothing. Empty: it is not.
std::string stale_notice(const knowledge::DatabaseFacts& facts, unsigned max_age,
                         std::string_view today);

/// Forgets the packages without rows, in both: what is kept of many bills is small then.
void keep_affected(model::Sbom& bill, VulnerableBill& matched);

/// Whether a row is a vulnerability that counts: not told to be harmless by its publisher or by
/// somebody's VEX.
bool counts(const model::Vulnerability& row);

}  // namespace bulwark::scan
