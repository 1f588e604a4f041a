// SPDX-License-Identifier: Apache-2.0
// The fixed parts of the HTML report: what stands before and after its data.
#pragma once

#include <string_view>

namespace bulwark::outputs {

/// Up to and including the opening tag of the element that holds the data as JSON.
std::string_view html_before_data();
/// From its closing tag on.
std::string_view html_after_data();

}  // namespace bulwark::outputs
