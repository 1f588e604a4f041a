// SPDX-License-Identifier: Apache-2.0
// Whether a version lies in the ranges of an advisory, as OSV evaluates them
// (https://ossf.github.io/osv-schema/#evaluation): in one range the last event that is not beyond
// the version decides. A version that cannot be compared with an event makes the answer unknown.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "formats/versions/order.h"
#include "knowledge/database.h"

namespace bulwark::analyzers::vulnerabilities {

enum class Verdict : std::uint8_t { affected, not_affected, unknown };

struct RangeAnswer {
  Verdict verdict = Verdict::not_affected;
  /// When affected: the nearest version behind the installed one that a range names as fixed;
  /// empty: none. A view into the events.
  std::string_view fixed = {};
};

/// `events` of all ranges, range by range. Without a scheme only "introduced: 0" can be told.
RangeAnswer evaluate(std::optional<formats::VersionScheme> scheme, std::string_view version,
                     std::span<const knowledge::EventView> events);

/// A version as its ecosystem's advisories write it: without Go's "v", and Go's own releases
/// ("go1.21rc2") as semantic versions.
std::string comparable_version(std::string_view ecosystem, std::string_view version);

}  // namespace bulwark::analyzers::vulnerabilities
