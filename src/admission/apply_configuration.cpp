// SPDX-License-Identifier: Apache-2.0
// Check the configuration, check the object, merge: in the order in which the API server does.
#include "admission/apply_configuration.h"

#include <fmt/core.h>

#include "admission/merge.h"
#include "admission/merge_check.h"
#include "admission/mutate_map.h"
#include "base/text.h"

namespace bulwark::admission {

using formats::Value;

Result<Value> apply_configuration(Arena& arena, const Schema& schema, const Value& object,
                                  const Value& configuration) {
  Value patch = configuration;
  for (const std::string_view key : {"apiVersion", "kind"})
    patch = with_entry(arena, patch, key, Value::string_in(arena, object.text(key)));
  const auto wrong = check_against(schema, patch, Duplicates::refused);
  if (!wrong.empty())
    return fail(
        ErrorCode::malformed,
        fmt::format("failed to convert patch object to typed object: {}", merge_error_text(wrong)));
  const auto atomics = atomic_places(schema, patch);
  if (!atomics.empty())
    return fail(ErrorCode::unsupported,
                fmt::format("invalid ApplyConfiguration: may not mutate atomic arrays, maps or "
                            "structs: {}",
                            join(atomics, ", ")));
  const auto unfit = check_against(schema, object, Duplicates::allowed);
  if (!unfit.empty())
    return fail(ErrorCode::malformed,
                fmt::format("failed to convert original object to typed object: {}",
                            merge_error_text(unfit)));
  return merge(arena, schema, object, patch).value_or(Value());
}

}  // namespace bulwark::admission
