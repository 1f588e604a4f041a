// SPDX-License-Identifier: Apache-2.0
// Endpoint document: what a probed port says, as an object of the inventory (docs/probes.md).
#pragma once

#include <string_view>

#include "formats/builder.h"
#include "formats/certificate.h"
#include "scan/probe_targets.h"
#include "sources/endpoint/probe.h"

namespace bulwark::scan {

/// Of a port that is open or closed; what is not known is not there. `today` as "2026-11-30".
formats::Value endpoint_document(const ProbeTarget& target,
                                 const sources::endpoint::EndpointFacts& facts,
                                 std::string_view today, const formats::CertificateReader& reader,
                                 formats::Builder& builder);

}  // namespace bulwark::scan
