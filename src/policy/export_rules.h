// SPDX-License-Identifier: Apache-2.0
// Which requests a control's policy is for.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "policy/export.h"

namespace bulwark::policy {

/// An error when the API server cannot ask a policy about what the control looks at.
Result<std::vector<ExportedRule>> export_rules(const CompiledControl& control);

/// True for a new object and for an update that changes something the control reads. Empty when it
/// may read everything.
Result<std::string> export_match_condition(const CompiledControl& control);

}  // namespace bulwark::policy
