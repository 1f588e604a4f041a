// SPDX-License-Identifier: Apache-2.0
// What a cluster has and does not use, in words.
#pragma once

#include <string>
#include <vector>

#include "scan/lifecycle.h"

namespace bulwark::cli {

/// A text a feature that is there, and that some workload does not use.
std::vector<std::string> unused_texts(const scan::Lifecycle& answer);

}  // namespace bulwark::cli
