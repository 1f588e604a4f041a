// SPDX-License-Identifier: Apache-2.0
// What a user's policy says about itself as a control, by the labels and annotations that
// `policy export` writes.
#pragma once

#include <string>
#include <vector>

#include "admission/policy.h"
#include "model/control.h"
#include "model/resource.h"

namespace bulwark::scan {

/// The label or annotation bulwark/layer, else `cluster`.
model::Layer layer_of(const model::Resource& policy);

/// `policy` is the document. The severity is that of the label or annotation bulwark/severity, else
/// by the worst that a binding does: Deny high, Warn medium, Audit low. What is written wrong there
/// is told in `notices`.
model::Control control_from(const model::Resource& policy, const std::string& file,
                            const std::vector<const admission::Binding*>& bindings,
                            std::vector<std::string>& notices);

}  // namespace bulwark::scan
