// SPDX-License-Identifier: Apache-2.0
// Feed: Kubernetes' official CVE feed (JSON Feed 1.1, jsonfeed.org), and whatever else holds
// vulnerabilities as JSON: one OSV object, or a list of them.
#pragma once

#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "knowledge/cve.h"
#include "knowledge/cve_osv.h"

namespace bulwark::knowledge {

/// An error where the text as a whole is none of these; an item that cannot be read is a problem of
/// the set, and the others are there. Not sorted: CVEs come in the order of the text. `name` is
/// where the text comes from.
Result<CveSet> read_cves(std::string_view json, std::string name,
                         const Limits& limits = kCveLimits);

/// A JSON Feed 1.1 whose items hold their ranges as Markdown and as a fenced "json osv" block:
/// read again it is the same set.
std::string feed_json(const CveSet& set);

}  // namespace bulwark::knowledge
