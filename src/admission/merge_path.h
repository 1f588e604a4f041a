// SPDX-License-Identifier: Apache-2.0
// How structured-merge-diff names places and values in its messages, and what tells the items of a
// list apart.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admission/schema.h"
#include "base/result.h"
#include "formats/value.h"

namespace bulwark::admission {

/// One thing that is wrong, and where: ".spec.containers[name=\"app\"]".
struct MergeError {
  std::string path;
  std::string message;
  bool operator==(const MergeError&) const = default;
};

/// The errors as one message: a single one bare, several as a list under "errors:".
std::string merge_error_text(const std::vector<MergeError>& errors);

std::string field_step(std::string_view name);
std::string index_step(std::size_t index);

/// What tells an item of a set, or of a list of maps, from its siblings, and is its step in a path:
/// `[name="app"]`, `[=3]`. An error when the item has no such thing.
Result<std::string> item_step(const Schema& schema, const ListType& list,
                              const formats::Value& item);

/// A value as Go's %v prints it: `map[a:1 b:[x y]]`, `<nil>`.
std::string go_text(const formats::Value& value);
/// The name of the type that Go holds the value in, as %T prints it.
std::string_view go_type(const formats::Value& value);
/// A value as Go's %#v prints it.
std::string go_syntax(const formats::Value& value);
/// Null as an expression writes it into a configuration: there it is no JSON null, and fits no
/// type.
formats::Value written_null();
/// A list or map that an expression wrote within another one without naming its type.
formats::Value written_part();

/// The text as Go's %q prints it, for printable text.
std::string go_quoted(std::string_view text);

}  // namespace bulwark::admission
