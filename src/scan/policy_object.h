// SPDX-License-Identifier: Apache-2.0
// How the object that a case expects differs from the one that mutating policies made.
#pragma once

#include <cstdint>
#include <vector>

#include "scan/policy_expectation.h"

namespace bulwark::scan {

/// Every field that differs, by its path behind "object": numbers by value, maps in any order,
/// lists item by item. Credentials differ, and are not in what is shown. `seed` is for reading.
std::vector<Difference> object_differences(const formats::Value& expected,
                                           const formats::Value& got, std::uint64_t seed);

}  // namespace bulwark::scan
