// SPDX-License-Identifier: Apache-2.0
// Objects that an expression makes: Object{...}, Object.spec{...}, JSONPatch{...}, as mutations do.
//
// While expressions run such an object knows its type; plain_value() makes ordinary maps of what a
// finished mutation hands on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/value.h"

namespace bulwark::cel {

inline constexpr std::string_view kObjectType = "Object";
inline constexpr std::string_view kJsonPatchType = "JSONPatch";

/// "Object", "Object.spec" and so on, whatever the fields; "JSONPatch" has op, path, from and
/// value.
struct MadeObject {
  std::string_view type_name;
  Value fields;  ///< a map with texts as keys; only what was set
};

/// `type_name` must outlive the value.
Value make_object(Arena& arena, std::string_view type_name, const Value& fields);

inline bool is_made(const Value& value) { return kind(value) == Kind::made; }
inline const MadeObject& object_of(const Value& made) {
  return *reinterpret_cast<const MadeObject*>(made.payload());
}
inline bool is_json_patch(const MadeObject& object) { return object.type_name == kJsonPatchType; }

/// Whether `name` is a type that can be made.
bool is_object_type(std::string_view name);

/// As Kubernetes compares them: numbers of two kinds differ within an object, and one that holds a
/// list is equal to nothing.
bool same_object(const MadeObject& a, const MadeObject& b);

/// What a field holds where the object's type is known. An Object's field that was not set is null,
/// a patch's text that was not set is empty; nullptr when a patch has no such field.
const Value* object_field(const MadeObject& object, std::string_view name);
/// has(object.name): a patch's empty text is not there.
bool object_has(const MadeObject& object, std::string_view name);

/// A copy in which every made object is an ordinary map, and which needs no other arena. An error
/// when a map's key is no text.
Result<Value> plain_value(Arena& arena, const Value& value);

/// What is wrong with the names of types: each must be the path of the fields that lead to it. In
/// Kubernetes' words; empty when all is well.
std::vector<std::string> misnamed_types(const Value& value);

}  // namespace bulwark::cel
