// SPDX-License-Identifier: Apache-2.0
// Provenance: what a builder attests of how it made an image (in-toto statements with SLSA
// provenance 0.2 and 1, as BuildKit stores them beside images).
//
// Its signature is not checked: it is believed as far as the image's own annotations are.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "sources/container/manifest.h"

namespace bulwark::sources::container {

/// Whether such a text is told by a layer of this predicate type
/// ("https://slsa.dev/provenance/v1").
bool is_provenance(std::string_view predicate_type);

/// The images that the build took: bases, stages and tools, in no order that tells which is which.
/// `malformed` where it is no such statement.
Result<std::vector<BaseName>> images_of_build(std::string_view statement);

}  // namespace bulwark::sources::container
