// SPDX-License-Identifier: Apache-2.0
// The table first, then the documents.
#include "admission/schema_of.h"

#include <fmt/core.h>

#include <string>

#include "admission/inputs.h"
#include "admission/schema_structural.h"
#include "admission/schema_table.h"
#include "model/kinds.h"

namespace bulwark::admission {
namespace {

using formats::Value;

std::string api_version(const GroupVersionKind& kind) {
  return kind.group.empty() ? kind.version : kind.group + "/" + kind.version;
}

bool defines(const Value& document, const GroupVersionKind& kind) {
  const Value* spec = document.find("spec");
  const Value* names = spec == nullptr ? nullptr : spec->find("names");
  return model::split_api_version(document.text("apiVersion")).group == "apiextensions.k8s.io" &&
         document.text("kind") == "CustomResourceDefinition" && names != nullptr &&
         spec->text("group") == kind.group && names->text("kind") == kind.kind;
}

// Built-in groups have no dot, or end so; but a custom kind's may end so as well.
bool is_surely_custom(const GroupVersionKind& kind) {
  return kind.group.find('.') != std::string::npos && !kind.group.ends_with(".k8s.io");
}

}  // namespace

Result<Schema> schema_of(const GroupVersionKind& kind, int minor, PatchType type,
                         std::span<const Value> documents) {
  if (auto schema = built_in_schema(static_cast<std::uint32_t>(minor), api_version(kind),
                                    kind.kind))
    return *std::move(schema);
  for (const Value& document : documents) {
    if (!defines(document, kind)) continue;
    Result<Schema> schema = custom_schema(document, kind.version);
    if (schema) return schema;
    return std::unexpected(
        std::move(schema).error().context(fmt::format("the definition of {}", kind.kind)));
  }
  if (type == PatchType::json_patch && is_surely_custom(kind)) {
    Schema schema = empty_schema();
    schema.custom = true;
    return schema;
  }
  return fail(ErrorCode::not_found,
              fmt::format("{}what fields a {} of {} has: its CustomResourceDefinition is not among "
                          "the policies' documents",
                          kNotKnown, kind.kind, api_version(kind)));
}

}  // namespace bulwark::admission
