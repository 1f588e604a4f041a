// SPDX-License-Identifier: Apache-2.0
// Whether a licence, as a package states it, is an expression of SPDX (annex D).
#pragma once

#include <string_view>

namespace bulwark::outputs {

/// Of well-known identifiers only: one that is not known here is no proof of the contrary.
bool is_license_expression(std::string_view text);

}  // namespace bulwark::outputs
