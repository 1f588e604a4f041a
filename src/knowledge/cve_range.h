// SPDX-License-Identifier: Apache-2.0
// Ranges: whether a version is affected, and which one to go to. OSV's events (ossf.github.io/
// osv-schema, "Evaluation") become spans in a row and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/cve.h"
#include "knowledge/cve_version.h"

namespace bulwark::knowledge {

/// `unknown`: versions that no order holds stand against each other, or no versions are told.
enum class CveMatch : std::uint8_t { no, yes, unknown };

CveMatch matches(const CveSpan& span, const CveVersion& version);
CveMatch matches(const CveAffected& affected, const CveVersion& version);

/// One event of OSV: which of "introduced", "fixed", "last_affected", "limit", and its version.
struct CveEvent {
  enum class Kind : std::uint8_t { introduced, fixed, last_affected, limit };
  Kind kind = Kind::introduced;
  std::string version;
  bool operator==(const CveEvent&) const = default;
};

/// Events in any order. Nothing where a version of them is none: what lies between the others is
/// not known then.
std::optional<std::vector<CveSpan>> spans_of(std::vector<CveEvent> events);
std::vector<CveEvent> events_of(const std::vector<CveSpan>& spans);

/// For spans that are told by their ends alone, one for each branch that is mended ("< 1.13.7" and
/// "< 1.14.3"): each but the first begins with the minor version behind that of the one before, so
/// that 1.13.7 itself is mended. What lies between is taken as affected.
std::vector<CveSpan> spans_by_branch(std::vector<CveSpan> spans);

/// The smallest version above `version` that is mended: of the same minor version where there is
/// one, else of the next. Empty: none is known.
std::string fixed_version_for(const CveAffected& affected, const CveVersion& version);

/// ">= 1.25.0, < 1.25.10"; "all versions".
std::string text_of(const CveSpan& span);
/// Spans with "; " between them.
std::string text_of(const std::vector<CveSpan>& spans);

}  // namespace bulwark::knowledge
