// SPDX-License-Identifier: Apache-2.0
// JSON Patches and apply configurations, each with its checks before and after.
#include "admission/mutate_object.h"

#include <fmt/core.h>

#include <string>
#include <vector>

#include "admission/apply_configuration.h"
#include "admission/json_patch.h"
#include "admission/mutate_decode.h"
#include "admission/mutate_value.h"
#include "base/text.h"
#include "cel/object.h"

namespace bulwark::admission {
namespace {

using formats::Value;
using Reach = MutationFailure::Reach;

std::unexpected<MutationFailure> failure(Reach reach, Error error, std::string_view doing = {}) {
  if (!doing.empty()) error.message = fmt::format("{}: {}", doing, error.message);
  return std::unexpected(MutationFailure{reach, std::move(error)});
}

std::unexpected<MutationFailure> mismatch(std::string_view what) {
  return failure(Reach::policy, {ErrorCode::malformed, std::string(what), {}}, "type mismatch");
}

std::string text_of(const cel::MadeObject& patch, std::string_view name) {
  return std::string(patch.fields.text(name));
}

MutationStep<PatchOperation> operation_of(Arena& arena, const cel::Value& item) {
  if (!cel::is_made(item) || !cel::is_json_patch(cel::object_of(item)))
    return mismatch("JSONPatchType.expression should evaluate to array of JSONPatch");
  const cel::MadeObject& patch = cel::object_of(item);
  PatchOperation out{text_of(patch, "op"), text_of(patch, "path"), text_of(patch, "from"),
                     std::nullopt};
  const cel::Value* value = patch.fields.find("value");
  if (value == nullptr) return out;
  if (cel::is_made(*value)) {
    const auto wrong = cel::misnamed_types(*value);
    if (!wrong.empty()) return mismatch(join(wrong, "\n"));
  }
  auto json = patch_value(arena, *value);
  if (!json) return failure(Reach::policy, std::move(json).error());
  out.value = *json;
  return out;
}

MutationStep<Value> patched(Arena& arena, const Schema& schema, const Value& object,
                            const cel::Value& yielded) {
  if (!yielded.is_list()) return mismatch("JSONPatchType.expression should evaluate to array");
  std::vector<PatchOperation> operations;
  for (const cel::Value& item : yielded.items()) {
    auto operation = operation_of(arena, item);
    if (!operation) return std::unexpected(std::move(operation).error());
    operations.push_back(std::move(*operation));
  }
  auto result = apply_json_patch(arena, object, operations);
  if (!result) return failure(Reach::policy, std::move(result).error(), "JSON Patch");
  if (result->test_failed) return object;
  auto decoded = decode_mutated(arena, schema, result->document, Decoding::strict_json);
  if (!decoded) return failure(Reach::request, std::move(decoded).error());
  return *decoded;
}

MutationStep<Value> configured(Arena& arena, const Schema& schema, const Value& object,
                               const cel::Value& yielded) {
  if (!cel::is_made(yielded))
    return failure(Reach::policy,
                   {ErrorCode::malformed,
                    fmt::format("unsupported return type from ApplyConfiguration expression: {}",
                                cel::type_name(yielded)),
                    {}});
  const auto wrong = cel::misnamed_types(yielded);
  if (!wrong.empty()) return mismatch(join(wrong, "\n"));
  auto merged = apply_configuration(arena, schema, object,
                                    configuration_value(arena, yielded, object));
  if (!merged) return failure(Reach::policy, std::move(merged).error(), "error applying patch");
  auto decoded = decode_mutated(arena, schema, *merged, Decoding::conversion);
  if (!decoded)
    return failure(Reach::policy, std::move(decoded).error(),
                   fmt::format("unable to convert unstructured object to {}, Kind={}",
                               object.text("apiVersion"), object.text("kind")));
  return *decoded;
}

}  // namespace

MutationStep<Value> mutate_object(Arena& arena, const Schema& schema, PatchType type,
                                  const Value& object, const cel::Value& yielded) {
  return type == PatchType::json_patch ? patched(arena, schema, object, yielded)
                                       : configured(arena, schema, object, yielded);
}

}  // namespace bulwark::admission
