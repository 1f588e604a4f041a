// SPDX-License-Identifier: Apache-2.0
// The types that every schema begins with, and the look-up of fields.
#include "admission/schema.h"

#include <algorithm>

namespace bulwark::admission {

const FieldType* MapType::field(std::string_view name) const {
  const auto at = std::lower_bound(
      fields.begin(), fields.end(), name,
      [](const FieldType& a, std::string_view b) { return a.name < b; });
  return at != fields.end() && at->name == name ? &*at : nullptr;
}

Schema empty_schema() {
  const auto scalar = [](Scalar kind) { return SchemaType{kind, std::nullopt, std::nullopt, 0}; };
  const auto open = [](TypeId entries, bool atomic) {
    return SchemaType{Scalar::untyped, ListType{kUntypedAtomic, ListRelation::atomic, {}},
                      MapType{{}, entries, atomic}, 0};
  };
  Schema out;
  out.types = {
      scalar(Scalar::string),       scalar(Scalar::numeric),      scalar(Scalar::boolean),
      scalar(Scalar::untyped),      open(kUntypedDeduced, false), open(kUntypedAtomic, true),
      open(kUntypedDeduced, false), scalar(Scalar::numeric),      scalar(Scalar::numeric)};
  out.types[kInteger32].integer_bits = 32;
  out.types[kInteger64].integer_bits = 64;
  return out;
}

}  // namespace bulwark::admission
