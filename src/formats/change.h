// SPDX-License-Identifier: Apache-2.0
// Change: what is to become of a value and of what is in it, put together from edits by path.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/builder.h"
#include "formats/path.h"
#include "formats/value.h"

namespace bulwark::formats {

/// What is to stand at a path (formats/path.h). Maps that are missing on the way are made, items of
/// lists are not.
struct Edit {
  std::string path;
  std::optional<std::string> json;  ///< the value, as JSON; nothing: what stands there is removed
  bool operator==(const Edit&) const = default;
};

struct Change {
  struct Child;
  enum class What : std::uint8_t { inside, set, remove };
  What what = What::inside;
  Value value;                  ///< of `set`
  std::vector<Child> children;  ///< of `inside`, in the order of the edits

  /// Something is set here or below.
  bool puts() const;
  const Change* child(std::string_view key) const;
  const Change* child(std::uint32_t index) const;
};

struct Change::Child {
  PathStep step;
  Change change;
};

/// What stands at `path`; null when there is nothing, or the path is none.
const Value* value_at(const Value& root, std::string_view path);

/// All edits in one tree; their values live in the builder's pool. An error for a bad path, for
/// what is no JSON, and for edits that contradict each other. The same edit twice is one.
Result<Change> change_of(std::span<const Edit> edits, Builder& builder);

/// `old` with the change applied; null stands for what is not there. An error where a path leads
/// through a text or a number, or to an item that a list does not have.
Result<Value> changed_value(const Value& old, const Change& change, Builder& builder);

}  // namespace bulwark::formats
