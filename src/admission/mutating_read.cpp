// SPDX-License-Identifier: Apache-2.0
// Mutating policies: mutations, whose expressions alone may make objects, and when they run again.
#include "admission/policy_fields.h"
#include "admission/reads.h"
#include "cel/object.h"

namespace bulwark::admission {
namespace {

using cel::Type;
using formats::Fields;
using formats::Value;

struct Form {
  PatchType type;
  std::string_view name;   ///< in patchType
  std::string_view field;  ///< that holds the expression
  std::string_view other;  ///< that must not be there then
};
constexpr Form kForms[] = {
    {PatchType::json_patch, "JSONPatch", "jsonPatch", "applyConfiguration"},
    {PatchType::apply_configuration, "ApplyConfiguration", "applyConfiguration", "jsonPatch"}};

const Form* form_named(std::string_view name) {
  for (const Form& form : kForms) {
    if (form.name == name) return &form;
  }
  return nullptr;
}

Type result_type(PatchType type) {
  return type == PatchType::json_patch ? Type::list(Type::message(cel::kJsonPatchType))
                                       : Type::message(cel::kObjectType);
}

Result<void> read_mutation(Fields& fields, const std::string& path,
                           const PolicyEnvironment& environment, MutatingPolicy& policy) {
  const std::string type = TRY(fields.text("patchType"));
  const Form* form = form_named(type);
  if (form == nullptr)
    return std::unexpected(fields.error("patchType", "must be ApplyConfiguration or JSONPatch"));
  const Value* body = fields.optional(form->field);
  if (body == nullptr)
    return std::unexpected(
        fields.error(form->field, fmt::format("must be specified when patchType is {}", type)));
  if (fields.optional(form->other) != nullptr)
    return std::unexpected(
        fields.error(form->other, fmt::format("must not be specified when patchType is {}", type)));
  const std::string below = fmt::format("{}.{}", path, form->field);
  Fields inner = TRY(Fields::of(*body, below));
  Expression source = TRY(read_expression(inner, "expression", below));
  TRY_VOID(inner.finish());
  policy.mutations.push_back(
      {form->type, TRY(compile(std::move(source), environment, {result_type(form->type)}))});
  return {};
}

Result<Reinvocation> read_reinvocation(Fields& spec) {
  const std::string text = TRY(spec.text("reinvocationPolicy"));
  if (text == "Never") return Reinvocation::never;
  if (text == "IfNeeded") return Reinvocation::if_needed;
  return std::unexpected(spec.error("reinvocationPolicy", "must be IfNeeded or Never"));
}

}  // namespace

Result<MutatingPolicy> read_mutating_policy(const Value& document, int kubernetes_minor) {
  MutatingPolicy policy;
  policy.kind = PolicyKind::mutating;
  Fields spec = TRY(read_frame(document, policy.name));
  const bool params = spec.optional("paramKind") != nullptr;
  PolicyEnvironment environment({.kubernetes_minor = kubernetes_minor, .params = params});
  PolicyEnvironment patches(
      {.kubernetes_minor = kubernetes_minor, .params = params, .object_types = true});
  TRY_VOID(read_head(spec, environment, policy));
  TRY_VOID(check_mutable(policy.match, "spec.matchConstraints"));
  TRY_VOID(read_variables(spec, environment, patches, policy));
  TRY_VOID(for_each_entry(spec, "mutations", [&](Fields& fields, const std::string& path) {
    return read_mutation(fields, path, patches, policy);
  }));
  if (policy.mutations.empty())
    return std::unexpected(spec.error("mutations", "must contain at least one item"));
  policy.reinvocation = TRY(read_reinvocation(spec));
  policy.layout = environment.layout();
  TRY_VOID(spec.finish());
  policy.secret_reads = secret_reads(policy);
  return policy;
}

}  // namespace bulwark::admission
