// SPDX-License-Identifier: Apache-2.0
// Which Kubernetes versions can run an expression, and what the others lack.
//
// A cluster of version 1.N runs all that 1.N knows, but lets only that be written which 1.N-1 knew
// as well, so that it can be downgraded: what runs since 1.N can be written since 1.N+1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/environment.h"

namespace bulwark::cel {

/// The first version whose policies were expressions at all is 1.26; those of custom resources are
/// one older.
inline constexpr int kOldestKubernetesMinor = 25;

/// Versions 1.first to 1.last refuse an expression for one reason.
struct VersionProblem {
  int first = 0;
  int last = 0;
  std::string reason;  ///< "the function ip() exists since 1.30"
  std::string where;   ///< "line:column"

  /// "this expression fails on a 1.29 cluster: the function ip() exists since 1.30"
  std::string text() const;
  bool operator==(const VersionProblem&) const = default;
};

struct VersionSupport {
  std::vector<VersionProblem> problems;  ///< ascending; empty: every version runs it
  /// The oldest version from which on all run it; above kNewestKubernetesMinor: not even the newest
  /// does.
  int runs_since = kOldestKubernetesMinor;
  /// The oldest version from which on it can be written.
  int writable_since() const {
    return runs_since == kOldestKubernetesMinor ? runs_since : runs_since + 1;
  }
};

/// What each version makes of `source`, with the variables of `environment` (its own version does
/// not count).
VersionSupport version_support(std::string_view source, const Environment& environment);

/// Whether `source` runs on a cluster of version 1.`minor`; when not, the error says why as
/// VersionProblem::text does.
Result<void> check_version(std::string_view source, const Environment& environment, int minor);

}  // namespace bulwark::cel
