// SPDX-License-Identifier: Apache-2.0
// Matching: which vulnerabilities the packages of one image, node or repository have, by the
// advisory database.
//
// A distribution's packages are asked in its own advisories and nowhere else; packages of languages
// in their ecosystems'. What cannot be decided is a row of state `unknown`, and what could not be
// asked at all is a gap: neither is ever taken for "not vulnerable".
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "knowledge/database.h"
#include "model/package.h"
#include "model/vulnerability.h"

namespace bulwark::analyzers::vulnerabilities {

/// Packages that were not asked about, and why.
struct MatchGap {
  std::string what;  ///< "Debian:12", "npm", "rpm packages of an unknown distribution"
  std::string reason;
  std::size_t packages = 0;
  auto operator<=>(const MatchGap&) const = default;
};

struct MatchResult {
  /// By package; of one package the worst first, then by id.
  std::vector<model::Vulnerability> rows;
  std::vector<MatchGap> gaps;    ///< sorted
  std::size_t evaluated = 0;     ///< packages that were asked about
  std::size_t not_affected = 0;  ///< advisories that say expressly that a package has not the fault
  std::size_t unknown = 0;       ///< rows of state unknown
  std::size_t left_to_distribution = 0;  ///< packages of languages that a distribution installed
};

struct MatchOptions {
  /// Whether the distribution installed this package of a language: its advisories count then, and
  /// they are about the distribution's package. Empty: none is.
  std::function<bool(const model::Package&)> of_distribution = {};
};

/// The smallest version that mends most of a package's vulnerabilities.
struct Upgrade {
  std::string version;     ///< of the source package, for a distribution's; empty: there is none
  std::size_t clears = 0;  ///< rows
  std::size_t leaves = 0;  ///< rows that stay, or come with it
  bool operator==(const Upgrade&) const = default;
};

/// One thread at a time; it remembers what it was asked, so that a package which many images hold
/// is matched once. The database must outlive it.
class Matcher {
 public:
  explicit Matcher(const knowledge::Database& database);
  ~Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  /// Fails when the database turns out to be altered.
  Result<MatchResult> match(const model::Distribution& distribution,
                            std::span<const model::Package> packages,
                            const MatchOptions& options = {});

  /// `rows` are those of this package. Found by asking again for the version that would be there.
  Result<Upgrade> smallest_upgrade(const model::Distribution& distribution,
                                   const model::Package& package,
                                   std::span<const model::Vulnerability> rows);

 private:
  struct Remembered;
  const knowledge::Database& database_;
  std::unique_ptr<Remembered> remembered_;
};

}  // namespace bulwark::analyzers::vulnerabilities
