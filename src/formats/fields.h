// SPDX-License-Identifier: Apache-2.0
// Fields: reads a map strictly. A key that nobody asked for is an error with a suggestion, never a
// silent nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/value.h"

namespace bulwark::formats {

/// Reads the entries of one map. Errors name the path within the file: "fix.set". `map` must
/// outlive it.
class Fields {
 public:
  /// `path` is empty for the root of a file.
  static Result<Fields> of(const Value& map, std::string path);

  /// Null when absent. The key counts as known from then on.
  const Value* optional(std::string_view key);
  Result<const Value*> required(std::string_view key);

  Result<std::string> text(std::string_view key);           ///< required, a non-empty string
  Result<std::string> optional_text(std::string_view key);  ///< empty when absent
  Result<bool> optional_bool(std::string_view key);         ///< false when absent
  /// A string or a list of strings; empty when absent.
  Result<std::vector<std::string>> texts(std::string_view key);

  /// Fails when the map has a key that was never asked for.
  Result<void> finish() const;

  Error error(std::string_view key, std::string_view what) const;
  /// Of the map, within the file.
  const std::string& path() const { return path_; }

 private:
  Fields(const Value& map, std::string path) : map_(&map), path_(std::move(path)) {}

  const Value* map_;
  std::string path_;
  std::vector<std::string> known_;
};

}  // namespace bulwark::formats
