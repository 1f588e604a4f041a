// SPDX-License-Identifier: Apache-2.0
// What differs between two texts, as `diff -u` writes it and `patch` and `git apply` take it.
#pragma once

#include <string>
#include <string_view>

namespace bulwark::formats {

/// Three lines of context. Empty when the texts are equal. Where more than some thousand lines
/// differ the diff is right, but no longer the shortest.
std::string unified_diff(std::string_view before, std::string_view after, std::string_view name);

}  // namespace bulwark::formats
