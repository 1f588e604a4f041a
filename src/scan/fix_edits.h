// SPDX-License-Identifier: Apache-2.0
// From a finding to the edits of its document that mend it.
#pragma once

#include <vector>

#include "formats/change.h"
#include "model/finding.h"

namespace bulwark::scan {

/// As the control's fix says, by path within the document (of a list: `items[0].spec...`). None
/// when nothing is to be changed. `unsupported` where what stands there must not be overwritten.
Result<std::vector<formats::Edit>> edits_of(const model::Finding& finding);

/// Why the API server would refuse the object, whatever the controls say of it: what a fix must not
/// bring about. Empty when no reason is known.
std::string why_refused(const formats::Value& root);

}  // namespace bulwark::scan
