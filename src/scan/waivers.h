// SPDX-License-Identifier: Apache-2.0
// Waivers: marks what a site, an annotation or the expected list accepts. Nothing disappears: it is
// marked and listed.
#pragma once

#include <string_view>
#include <vector>

#include "model/report.h"
#include "scan/config.h"
#include "scan/expected.h"

namespace bulwark::scan {

/// The prefix of the annotation by which a resource asks for a waiver: `waive.bulwark/<control>:
/// "2027-01-31 why"`.
inline constexpr std::string_view kWaiveAnnotation = "waive.bulwark/";

/// Marks findings and gaps. A waiver that has expired by `today` ("2026-11-24") does not count;
/// expired, unmatched, refused and malformed ones are told in the report's notices.
void apply_waivers(const Config& config, const std::vector<Expected>& expected,
                   std::string_view today, model::Report& report);

}  // namespace bulwark::scan
