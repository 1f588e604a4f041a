// SPDX-License-Identifier: Apache-2.0
// Match: which known vulnerabilities the components of a cluster have by their versions, and where
// to go. Only versions are compared: whether what is vulnerable is used is not known.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzers/cve/running.h"
#include "knowledge/cve.h"

namespace bulwark::analyzers::cve {

struct Hit {
  const knowledge::Cve* cve = nullptr;
  std::string fixed;  ///< the smallest version to go to, of the same minor one where there is one;
                      ///< empty: none is known
};

/// What is found of one component in one version.
struct Matched {
  Running running;
  std::vector<Hit> hits;  ///< the worst first, then by id
  /// A vendor built it ("v1.29.3-eks-adc7111"), who may have mended it without a new number.
  bool vendor_build = false;
  /// The smallest version that none of the hits is in which some version mends; empty: there is
  /// none, or nothing to mend.
  std::string clears;
  std::size_t cleared = 0;           ///< how many of the hits it ends
  std::vector<std::string> unknown;  ///< "CVE-2024-1234: why"; without an id: of all
};

struct MatchOptions {
  bool ignore_unfixed = false;  ///< what no version mends is left out
};

/// In the order of `running`. Vulnerabilities that were withdrawn do not count. Points into `set`.
std::vector<Matched> match(const std::vector<Running>& running, const knowledge::CveSet& set,
                           const MatchOptions& options = {});

/// Of which vulnerabilities something is asked: of all, or of those that no component of a cluster
/// may have left out.
enum class UnreadOf : std::uint8_t { all, components };

/// Those whose versions are not known, or not all of them, and why: nobody is free of them by his
/// version. "CVE-2021-3121: no range of versions is told".
std::vector<std::string> unread_ranges(const knowledge::CveSet& set, UnreadOf which);

}  // namespace bulwark::analyzers::cve
