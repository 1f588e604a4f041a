// SPDX-License-Identifier: Apache-2.0
// SPDX 2.3, JSON: a bill of materials.
#pragma once

#include <string_view>

#include "model/sbom.h"

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

/// `version` is ours. The same bill gives the same text: its name space is made from the contents,
/// and the times that SPDX demands are the start of 1970. A package's file and layer are
/// annotations of it. A licence that is no expression of well-known identifiers is a LicenseRef
/// with the text that the package states. Gaps are annotations of the document.
void write_spdx(const model::Sbom& sbom, std::string_view version, io::Sink& sink);

}  // namespace bulwark::outputs
