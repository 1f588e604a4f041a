// SPDX-License-Identifier: Apache-2.0
// OSV (ossf.github.io/osv-schema): one vulnerability of a feed, a folder or a fenced block of an
// issue, into a Cve and back.
#pragma once

#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "formats/value.h"
#include "knowledge/cve.h"

namespace bulwark::knowledge {

inline constexpr Limits kCveLimits{
    .bytes = std::size_t{64} << 20, .depth = 100, .entries = 5'000'000};

/// `malformed` where it is no object or has no id. What of it is not understood is told by
/// Cve::unread. An id that is no CVE is kept as an alias, where an alias is one.
Result<Cve> cve_from_osv(const formats::Value& vulnerability);

/// The same from text, which holds one object.
Result<Cve> read_osv(std::string_view json, const Limits& limits = kCveLimits);

/// One JSON object, in one line.
std::string osv_json(const Cve& cve);

}  // namespace bulwark::knowledge
