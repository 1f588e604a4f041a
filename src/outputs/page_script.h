// SPDX-License-Identifier: Apache-2.0
// What the scripts of the pages to explore have in common.
#pragma once

#include <string>
#include <string_view>

namespace bulwark::outputs {

/// `before`: up to and including the opening tag of the element `data`, which holds `json`.
/// `script` goes on after what reads it into `data`, and makes elements whose texts are text nodes,
/// with control and direction characters made visible; it ends the page.
std::string page_of(std::string_view before, std::string_view json, std::string_view script);

}  // namespace bulwark::outputs
