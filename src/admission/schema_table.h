// SPDX-License-Identifier: Apache-2.0
// How the objects of built-in kinds merge: the table that tools/merge_schemas.py writes, read on
// demand.
//
// A type is a letter, then what follows it: `L<ref>` an atomic list, `S<ref>` a set, `M<ref> k,k`
// a list of maps by keys, `f<ref>` a map and `t<ref>` an atomic one, each with ` name:<ref>` per
// field, and `=<JSON>` behind a field that is a list's key and has a default. The reference behind
// f and t is the type of further entries, or nothing. A reference is a number (of another type) or
// a letter: s string, n numeric, i and I integers of 32 and 64 bits, b boolean, u any scalar, X any
// value, A any value as a whole, D any value with maps entry by entry.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "admission/schema.h"

namespace bulwark::admission {

/// The schema of a kind as Kubernetes 1.`minor` has it: of the newest release in the table that is
/// not newer than that, or else of the oldest. Nothing when the kind is not built in there.
std::optional<Schema> built_in_schema(std::uint32_t minor, std::string_view api_version,
                                      std::string_view kind);

/// The type of every object's metadata, added to `schema`.
TypeId add_metadata_type(Schema& schema);

}  // namespace bulwark::admission
