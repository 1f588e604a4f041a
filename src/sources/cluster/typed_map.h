// SPDX-License-Identifier: Apache-2.0
// TypedMap: reads a map of a file by the types that its fields must have. Fields that nobody asks
// for are passed over, as kubectl does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/value.h"

namespace bulwark::sources::cluster {

/// Errors say the field as a reader finds it ("users[jane].user.token must be a string, not a
/// number"); their Error::where is its path (formats/path.h), for looking up the line.
class TypedMap {
 public:
  /// The root of a file; an error when it is no map.
  static Result<TypedMap> root(const formats::Value& value);

  bool has(std::string_view key) const { return find(key) != nullptr; }
  /// Empty or false when it is absent.
  Result<std::string> text(std::string_view key) const;
  Result<bool> flag(std::string_view key) const;
  Result<std::vector<std::string>> texts(std::string_view key) const;
  /// Bytes in base64.
  Result<std::string> binary(std::string_view key) const;
  /// An empty map when it is absent.
  Result<TypedMap> map(std::string_view key) const;
  /// The maps of a list. Each is called by its `name`, where it has one.
  Result<std::vector<TypedMap>> maps(std::string_view key) const;

  /// Null when absent.
  const formats::Value* find(std::string_view key) const;
  std::vector<std::string> keys() const;

  Error error(std::string_view key, std::string_view what) const;

 private:
  TypedMap(const formats::Value* map, std::string shown, std::string path)
      : map_(map), shown_(std::move(shown)), path_(std::move(path)) {}
  Error wrong_type(std::string_view key, std::string_view wanted, const formats::Value& is) const;

  const formats::Value* map_;  ///< null: empty
  std::string shown_;          ///< "users[jane].user"
  std::string path_;           ///< "users[0].user"
};

}  // namespace bulwark::sources::cluster
