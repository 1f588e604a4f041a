// SPDX-License-Identifier: Apache-2.0
// The catalogue as a page: docs/controls.md.
#pragma once

#include <string>
#include <vector>

#include "policy/catalogue.h"

namespace bulwark::cli {

/// "pods, in every kind that carries a pod spec", "v1/services".
std::string subject_text(const policy::SubjectKind& subject);
/// "cis-1.12 5.2.2, nsa upgrades".
std::string framework_text(const model::Control& control);
/// What a fix does at each path: "hostPort (removed)", "securityContext.privileged: false".
std::vector<std::string> fix_changes(const model::Fix& fix);
/// By layer, severity and id.
std::vector<const policy::ControlFile*> sorted_controls(const policy::Catalogue& catalogue);

/// One table a layer, then a section a control: why, rule, fix, frameworks, parameters, an example.
std::string control_pages(const policy::Catalogue& catalogue);

}  // namespace bulwark::cli
