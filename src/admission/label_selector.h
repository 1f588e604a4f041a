// SPDX-License-Identifier: Apache-2.0
// LabelSelector: which labels an object must have, as meta/v1 LabelSelector says it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/value.h"

namespace bulwark::admission {

/// An empty selector matches everything.
class LabelSelector {
 public:
  LabelSelector() = default;
  /// `selector` is a LabelSelector, or null for an empty one. Errors name the field below `path`.
  static Result<LabelSelector> read(const formats::Value* selector, const std::string& path);

  bool empty() const { return requirements_.empty(); }
  /// `labels` is a map of strings, or null when there are none.
  bool matches(const formats::Value* labels) const;
  /// The same when one label is known and nothing of the others; nothing when it depends on them.
  std::optional<bool> matches_knowing(std::string_view key, std::string_view value) const;

 private:
  struct Requirement {
    enum class Op : std::uint8_t { in, not_in, exists, does_not_exist };
    std::string key;
    Op op = Op::exists;
    std::vector<std::string> values;
  };
  static Result<Requirement> read_expression(const formats::Value& expression,
                                             const std::string& path);
  static bool holds(const Requirement& requirement, std::optional<std::string_view> value);

  std::vector<Requirement> requirements_;
};

}  // namespace bulwark::admission
