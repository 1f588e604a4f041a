// SPDX-License-Identifier: Apache-2.0
// Whether an object is one of its kind, and whether a configuration asks for what may not be
// merged.
#pragma once

#include <string>
#include <vector>

#include "admission/merge_path.h"
#include "admission/schema.h"
#include "formats/value.h"

namespace bulwark::admission {

enum class Duplicates : bool { refused, allowed };

/// Everything in which `object` does not fit the schema, in the words of structured-merge-diff.
std::vector<MergeError> check_against(const Schema& schema, const formats::Value& object,
                                      Duplicates duplicates);

/// The paths of lists, maps and structs that merge only as a whole: no ApplyConfiguration may set
/// them.
std::vector<std::string> atomic_places(const Schema& schema, const formats::Value& object);

}  // namespace bulwark::admission
