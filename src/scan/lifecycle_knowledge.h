// SPDX-License-Identifier: Apache-2.0
// What the program ships about Kubernetes' releases.
#pragma once

#include "analyzers/lifecycle/features.h"
#include "analyzers/lifecycle/releases.h"

namespace bulwark::scan {

/// knowledge/releases.yaml.
analyzers::lifecycle::Releases shipped_releases();

/// knowledge/features.yaml.
analyzers::lifecycle::Features shipped_features();

}  // namespace bulwark::scan
