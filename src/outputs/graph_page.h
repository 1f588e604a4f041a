// SPDX-License-Identifier: Apache-2.0
// A page to explore paths: who they begin with, which steps they take, and what stops most of them.
#pragma once

#include <string>
#include <string_view>

namespace bulwark::outputs {

/// One HTML file that asks for nothing from any network. `json`: {target, asked, leftOut, sources:
/// [{subject, steps, paths: [[number of a step]]}], steps: [{from, to, as, does, grants, object,
/// path, note}], cuts: [{object, what, path, stops}], unknown, ...}, as `rbac paths -o json` has
/// it.
std::string graph_page(std::string_view json);

}  // namespace bulwark::outputs
