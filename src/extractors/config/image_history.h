// SPDX-License-Identifier: Apache-2.0
// Image history: one `created_by` line back into the instruction that it was made from, as Docker's
// builders, BuildKit and buildah write it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extractors/config/image_description.h"

namespace bulwark::extractors::config {

/// Appends what `created_by` tells to steps, commands and (build arguments that it gives away)
/// variables. A line of another tool becomes a step without a keyword. Error: `limit`.
Result<void> add_history(std::string_view created_by, const BuildPart& part,
                         ImageDescription& image);

}  // namespace bulwark::extractors::config
