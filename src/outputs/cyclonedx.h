// SPDX-License-Identifier: Apache-2.0
// CycloneDX 1.6 (ECMA-424), JSON: a bill of materials.
#pragma once

#include <string_view>

#include "model/sbom.h"

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

/// `version` is ours. The same bill gives the same text: the serial number is made from the
/// contents, and no time is said. A package's file, layer and the source of a distribution's
/// package are properties "bulwark:..."; one needed for development only has the scope "excluded";
/// gaps are properties of the metadata, and the bill is then marked as incomplete.
void write_cyclonedx(const model::Sbom& sbom, std::string_view version, io::Sink& sink);

}  // namespace bulwark::outputs
