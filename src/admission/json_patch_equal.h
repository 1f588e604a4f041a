// SPDX-License-Identifier: Apache-2.0
// Whether a `test` of a JSON Patch finds what it looks for.
#pragma once

#include "formats/value.h"

namespace bulwark::admission {

/// Deep equality of what stands in the document and what the operation carries: numbers by value,
/// whatever their kind; a carried null equals an empty map or list, as it does in the API server's
/// library.
bool patch_equal(const formats::Value& found, const formats::Value& carried);

}  // namespace bulwark::admission
