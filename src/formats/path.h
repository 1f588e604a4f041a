// SPDX-License-Identifier: Apache-2.0
// How a place inside a value is written: `spec.containers[0].image`,
// `metadata.labels["app.kubernetes.io/name"]`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::formats {

/// One step of a path: a key of a map or an index of a list.
struct PathStep {
  std::string key;
  std::optional<std::uint32_t> index;  ///< set for a list's item; then `key` is empty
  bool operator==(const PathStep&) const = default;
};

/// `name`, or `["a.b/c"]` (quotes and backslashes escaped with a backslash) when it is not a plain
/// identifier of letters, digits, `_` and `-`.
std::string key_step(std::string_view key);
/// `[3]`.
std::string item_step(std::size_t index);
/// Two paths, with a dot between them where one is needed; either may be empty.
std::string join_path(std::string_view head, std::string_view tail);

/// The steps of a path. The empty path has none.
Result<std::vector<PathStep>> parse_path(std::string_view path);

}  // namespace bulwark::formats
